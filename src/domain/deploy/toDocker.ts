import { definedOf } from '../base/defined.ts';
import type { Failure, Result } from '../base/failure.ts';
import { fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ContainerPlan, PortPlan } from '../engines/containerPlan.ts';
import { changesToAttach } from '../runs/gitFacts.ts';
import { RUN_LABELS } from '../runs/labels.ts';
import { dockerEnvironment } from './dockerEnvironment.ts';
import { DEBUG_PORT, debugStart } from './debugCommand.ts';
import type { DockerChoices, DockerFacts } from './dockerFacts.ts';
import { dockerGpus } from './dockerGpus.ts';
import { dockerMounts } from './dockerMounts.ts';
import { applyParameters, type ParameterWords } from './parameters.ts';
import type { HealthSpec, SecretSpec, WorkloadSpec } from './spec.ts';
import { recordingIn, trackingHere, trackingInside, withTracking } from './trackingInside.ts';

/** Seconds that a program gets between SIGTERM and SIGKILL when a run reaches its time limit. */
const TIMEOUT_GRACE_SECONDS = 10;
/** A server that fails is started again this often; a mistake in it must not restart for ever. */
const SERVE_RETRIES = 3;

/**
 * The container that a workload becomes. Failures: `unsupported`: several nodes or replicas, claims, data sets, secrets of Kubernetes, GPUs that
 * the engine cannot choose · `invalid`: a parameter, an environment file or a secret without value · `not-found`: an environment file.
 */
export function toDocker(workload: WorkloadSpec, choices: DockerChoices, facts: DockerFacts): Result<ContainerPlan> {
  const tracking = trackingInside(workload, { ...facts, network: networkOf(workload, facts) });
  const plan = containerOf(recordingIn(workload, tracking), choices, facts);
  if (!plan.ok) return plan;
  const here = trackingHere(workload, facts);
  const labels = here === undefined ? plan.value.labels : new Map([...plan.value.labels, [RUN_LABELS.tracking, here]]);
  return ok(withTracking({ ...plan.value, labels }, tracking));
}

function networkOf({ network }: WorkloadSpec, { hasBridgeNetwork }: DockerFacts): string | undefined {
  return network ?? (hasBridgeNetwork ? undefined : 'host');
}

function containerOf(workload: WorkloadSpec, choices: DockerChoices, facts: DockerFacts): Result<ContainerPlan> {
  const tooMany = severalMachines(workload);
  if (tooMany) return fail(tooMany);
  const parameters = applyParameters(workload.parameters, choices.parameters);
  if (!parameters.ok) return parameters;
  const mounts = dockerMounts(workload.mounts, facts);
  if (!mounts.ok) return mounts;
  const gpus = dockerGpus(choices.gpu, facts);
  if (!gpus.ok) return gpus;
  const environment = dockerEnvironment(workload, parameters.value, facts);
  if (!environment.ok) return environment;
  const program = programOf(workload, choices, parameters.value.args);
  if (!program.ok) return program;
  const { labels: ofProgram, ...started } = program.value;
  const network = networkOf(workload, facts);
  return ok({
    name: facts.run.name,
    image: facts.image.reference,
    ...started,
    environment: environment.value,
    labels: new Map([...labelsOf(workload, parameters.value, { facts, network }), ...ofProgram]),
    mounts: mounts.value,
    // A container in the machine's own network has no ports of its own to publish.
    ports: network === 'host' || network === 'none' ? [] : portsOf(workload, choices),
    restart: restartOf(workload),
    ...limitsOf(workload, choices),
    ...definedOf({ gpus: gpus.value, network, user: userOf(workload, facts), workingDir: workload.workingDir }),
    ...definedOf({ platform: workload.image.kind === 'build' ? workload.image.platform : undefined }),
    ...(facts.hasInit === true ? { useInit: true } : {}),
    ...(workload.kind === 'serve' && workload.health ? { healthcheck: healthcheckOf(workload.health) } : {}),
  });
}

function limitsOf({ resources }: WorkloadSpec, { cpus, memoryBytes, shmBytes = resources.shmBytes }: DockerChoices) {
  return definedOf({ cpus, memoryBytes, shmBytes });
}

interface StartedCommand {
  readonly command?: readonly string[];
  readonly words: readonly string[];
  readonly labels: readonly (readonly [string, string])[];
}

/** The command and its arguments; those of a program that is debugged, and the labels by which it is attached to. */
function debuggedCommand(
  workload: WorkloadSpec,
  { debug, gpu }: DockerChoices,
  parameterWords: readonly string[],
): Result<StartedCommand> {
  const { command, args } = workload;
  if (!debug || workload.kind !== 'run')
    return ok({ ...definedOf({ command }), words: [...args, ...parameterWords], labels: [] });
  const started = debugStart(workload, { debug, ...definedOf({ gpu }) }, parameterWords);
  if (!started.ok) return started;
  const [python = '', ...rest] = started.value.words;
  const labels = [
    [RUN_LABELS.debugPort, String(DEBUG_PORT)],
    [RUN_LABELS.debugProcesses, String(started.value.processes)],
    [RUN_LABELS.debugPython, python],
  ] as const;
  return ok({ command: [python], words: rest, labels });
}

function severalMachines(workload: WorkloadSpec): Failure | undefined {
  const nextStep = t('Choose a Kubernetes target, or change it to 1 for this machine.');
  if (workload.kind === 'run' && workload.nodes > 1) {
    return {
      code: 'unsupported',
      message: t('“{0}” asks for {1} nodes, and Docker has one.', workload.name, workload.nodes),
      nextStep,
    };
  }
  if (workload.kind === 'serve' && workload.replicas > 1) {
    return {
      code: 'unsupported',
      message: t('“{0}” asks for {1} replicas, and Docker runs one.', workload.name, workload.replicas),
      nextStep,
    };
  }
  return undefined;
}

/**
 * As in Kubernetes, `command` replaces the image's entry point, so that the same spec runs the same program on every target; without it the
 * words go to the entry point. The time limit is kept inside of the container: it holds when the editor is closed too.
 */
function programOf(
  workload: WorkloadSpec,
  choices: DockerChoices,
  parameterWords: readonly string[],
): Result<Pick<ContainerPlan, 'entrypoint' | 'command'> & Pick<StartedCommand, 'labels'>> {
  const started = debuggedCommand(workload, choices, parameterWords);
  if (!started.ok) return started;
  const { command, words, labels } = started.value;
  const limit = workload.kind === 'run' ? workload.timeoutMs : undefined;
  if (limit === undefined) {
    return ok({ ...definedOf({ entrypoint: command, command: words.length > 0 ? words : undefined }), labels });
  }
  if (!command) {
    return fail({
      code: 'invalid',
      message: t('“{0}” has a timeout but no command, and the image’s own command cannot be timed.', workload.name),
      nextStep: t('Write the command into the spec.'),
    });
  }
  return ok({
    entrypoint: ['/bin/sh', '-c', TIMED, 'sh', String(TIMEOUT_GRACE_SECONDS), String(Math.ceil(limit / 1000))],
    command: [...command, ...words],
    labels,
  });
}

/** `timeout` is in coreutils and in busybox. Ends with 124 when the time is over. */
const TIMED =
  'grace=$1 limit=$2; shift 2; if command -v timeout >/dev/null 2>&1; then exec timeout -k "$grace" "$limit" "$@"; fi; ' +
  'echo "trainyard: the image has no timeout program, so the run has no time limit" >&2; exec "$@"';

function portsOf({ ports }: WorkloadSpec, { hostPorts }: DockerChoices): readonly PortPlan[] {
  return ports.map((port) => {
    const hostPort = hostPorts?.get(port.containerPort) ?? port.hostPort;
    return {
      containerPort: port.containerPort,
      ...definedOf({ hostPort: hostPort === 0 ? undefined : hostPort }),
      hostIp: port.hostIp ?? '127.0.0.1',
      protocol: port.protocol,
    };
  });
}

function restartOf(workload: WorkloadSpec): NonNullable<ContainerPlan['restart']> {
  const maximumRetries = workload.kind === 'serve' ? SERVE_RETRIES : workload.retries;
  return maximumRetries === 0 ? { policy: 'no' } : { policy: 'on-failure', maximumRetries };
}

/** In a rootless engine the container's root is the user who runs the engine, so root is who leaves files that are theirs. */
function userOf({ user }: WorkloadSpec, { engine, hostUser }: DockerFacts): string | undefined {
  if (user === 'image') return undefined;
  if (user !== 'host') return `${user.uid}:${user.gid}`;
  if (engine.isRootless) return '0:0';
  return hostUser && `${hostUser.uid}:${hostUser.gid}`;
}

function labelsOf(
  workload: WorkloadSpec,
  { values }: ParameterWords,
  { facts, network }: { readonly facts: DockerFacts; readonly network: string | undefined },
): ReadonlyMap<string, string> {
  const outputs = workload.kind === 'run' ? workload.outputs : [];
  const labels: readonly (readonly [string, string | undefined])[] = [
    [RUN_LABELS.runId, facts.run.id],
    [RUN_LABELS.runName, facts.run.name],
    [RUN_LABELS.workload, workload.name],
    [RUN_LABELS.fromId, facts.run.from?.id],
    [RUN_LABELS.fromName, facts.run.from?.name],
    [RUN_LABELS.kind, workload.kind],
    [RUN_LABELS.specPath, facts.specPath],
    [RUN_LABELS.specDigest, facts.specDigest],
    [RUN_LABELS.parameters, jsonOf(values)],
    [RUN_LABELS.outputs, outputs.length === 0 ? undefined : JSON.stringify(outputs)],
    [RUN_LABELS.commit, facts.git?.commit],
    [RUN_LABELS.dirty, facts.git && String(facts.git.isDirty)],
    [RUN_LABELS.changes, changesToAttach(facts.git)],
    [RUN_LABELS.imageDigest, facts.image.digest],
    [RUN_LABELS.secrets, workload.secrets.length === 0 ? undefined : jsonOf(secretSources(workload.secrets))],
    [RUN_LABELS.workspace, facts.workspaceFolder],
    [RUN_LABELS.hostPorts, network === 'host' && workload.ports.length > 0 ? portList(workload) : undefined],
  ];
  return new Map(labels.filter((label): label is readonly [string, string] => label[1] !== undefined));
}

/** Where each value is read from; the values stand nowhere but in the environment of the container. */
function secretSources(secrets: readonly SecretSpec[]): ReadonlyMap<string, string> {
  return new Map(
    secrets.map(({ variable, from }) => {
      if (from.kind === 'kubernetes') return [variable, `secret ${from.secret}, key ${from.key}`];
      return [variable, from.kind === 'file' ? `file ${from.path}` : `env ${from.variable}`];
    }),
  );
}

/** `8080/tcp,9000/udp`. */
function portList({ ports }: WorkloadSpec): string {
  return ports.map((port) => `${port.containerPort}/${port.protocol}`).join(',');
}

/** Not through Object.fromEntries: a parameter may be called `__proto__`. */
function jsonOf(values: ReadonlyMap<string, string>): string {
  const pairs = Array.from(values, ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${pairs.join(',')}}`;
}

function healthcheckOf(health: HealthSpec): NonNullable<ContainerPlan['healthcheck']> {
  const { check, intervalMs, timeoutMs, retries, startPeriodMs } = health;
  const times = { intervalMs, timeoutMs, retries, startPeriodMs };
  if (check.kind === 'command') return { command: check.command, ...times };
  return { command: ['/bin/sh', '-c', ASK, 'sh', `http://127.0.0.1:${check.port}${check.path}`], ...times };
}

/** Docker asks from inside of the container, where any one of the three may be missing. */
const ASK =
  'if command -v curl >/dev/null 2>&1; then curl -fsS -o /dev/null "$1"; ' +
  'elif command -v wget >/dev/null 2>&1; then wget -q -O /dev/null "$1"; ' +
  'else for python in python3 python; do command -v "$python" >/dev/null 2>&1 && ' +
  'exec "$python" -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])" "$1"; done; ' +
  'echo "the image has no curl, wget or python to ask with" >&2; exit 1; fi';
