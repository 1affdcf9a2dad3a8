import { definedOf } from '../../base/defined.ts';
import type { Result } from '../../base/failure.ts';
import { fail, ok } from '../../base/failure.ts';
import { t } from '../../base/text.ts';
import type { Node, Toleration } from '../../cluster/clusterObject.ts';
import { formatQuantity } from '../../cluster/quantity.ts';
import { type GpuRequest, gpuRequest } from '../gpuRequest.ts';
import type { KubernetesChoices, KubernetesFacts } from '../kubernetesChoices.ts';
import type { ParameterWords } from '../parameters.ts';
import type { RunSpec, WorkloadSpec } from '../spec.ts';
import { type DebugStart, debugStart } from '../debugCommand.ts';
import { literalWord } from './literalWord.ts';
import { podEnvironment, type RankGroup } from './podEnvironment.ts';
import { podSecurity } from './podSecurity.ts';
import { podVolumes } from './podVolumes.ts';
import { probesOf } from './probes.ts';

/** Everything that the parts of a start are made from. */
export interface StartInput {
  readonly workload: WorkloadSpec;
  readonly choices: KubernetesChoices;
  readonly facts: KubernetesFacts;
  readonly parameters: ParameterWords;
}

/** Names on an object and on its pods. */
export interface ObjectWords {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Seconds between a pod's leaving of its Service and SIGTERM, in which the last new connections still find it. Measured: without it 15 of 527
 * requests failed during the update of three pods, with it none.
 */
const LEAVE_SECONDS = 5;
/** `preStop.sleep` is on by default from 1.30. Source: Kubernetes documentation, "Container Lifecycle Hooks". */
const SLEEP_SINCE = 30;

/** The pod of a workload, as the template of a Job or a Deployment. Failures are those of its parts. */
export function podTemplate(input: StartInput, words: ObjectWords, group?: RankGroup): Result<object> {
  const { workload, choices, facts } = input;
  const gpus = gpuRequest(choices.gpu, { ...definedOf(pickNodes(facts)), ...around(choices) });
  if (!gpus.ok) return gpus;
  const volumes = podVolumes(workload, choices);
  if (!volumes.ok) return volumes;
  const environment = podEnvironment(workload, input.parameters, {
    choices,
    facts,
    objectName: words.name,
    ...definedOf({ group }),
  });
  if (!environment.ok) return environment;
  if (workload.network === 'host' || workload.network === 'none') {
    return fail({
      code: 'unsupported',
      message: t('“network: {0}” is for Docker: pods share the network of their cluster.', workload.network),
      nextStep: t('Take “network” out for this target.'),
    });
  }
  const command = commandOf(input);
  if (!command.ok) return command;
  const security = podSecurity(workload, facts);
  const container = {
    name: containerName(workload),
    image: facts.image.reference,
    imagePullPolicy: pullPolicy(workload),
    ...command.value,
    env: environment.value,
    ...limitsOf(choices, gpus.value),
    ...definedOf({ workingDir: workload.workingDir, ports: portsOf(workload) }),
    ...(volumes.value.mounts.length > 0 ? { volumeMounts: volumes.value.mounts } : {}),
    ...(workload.kind === 'serve' ? { ...probesOf(workload), ...leaveOf(workload, facts) } : {}),
    securityContext: security.container,
  };
  return ok({
    metadata: { labels: words.labels, annotations: words.annotations },
    spec: {
      ...(workload.kind === 'run' ? { restartPolicy: 'Never', ...deadlineOf(workload) } : {}),
      containers: [container],
      ...(volumes.value.volumes.length > 0 ? { volumes: volumes.value.volumes } : {}),
      ...placement(input, gpus.value, { name: words.name, isGroup: group !== undefined }),
      securityContext: security.pod,
      // Training code has no business with the API of the cluster unless it is given an account for it.
      automountServiceAccountToken: choices.serviceAccount !== undefined,
      // Else a Service called “mlflow” sets MLFLOW_PORT to an address, which its own client then fails to read.
      enableServiceLinks: false,
      ...definedOf({ serviceAccountName: choices.serviceAccount, priorityClassName: choices.priorityClass }),
      ...definedOf({ subdomain: group?.name, imagePullSecrets: choices.pullSecrets?.map((name) => ({ name })) }),
    },
  });
}

/** `main` is what a container is called whose workload's name says nothing that Kubernetes could read. */
function containerName({ name }: WorkloadSpec): string {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) ? name : 'main';
}

function pickNodes({ nodes, pods }: KubernetesFacts) {
  return { nodes, pods };
}

function around({ cpus, memoryBytes, requests, toleratedTaints }: KubernetesChoices) {
  const amounts = new Map<string, number>();
  const cpu = requests?.cpus ?? cpus;
  const memory = requests?.memoryBytes ?? memoryBytes;
  if (cpu !== undefined) amounts.set('cpu', cpu);
  if (memory !== undefined) amounts.set('memory', memory);
  return { amounts, ...definedOf({ toleratedTaints }) };
}

function pullPolicy({ image }: WorkloadSpec): string {
  if (image.kind === 'build') return 'IfNotPresent';
  return { missing: 'IfNotPresent', always: 'Always', never: 'Never' }[image.pull];
}

function commandOf(input: StartInput): Result<object> {
  const { workload, parameters } = input;
  const debugged = debuggedProgram(input);
  if (debugged) return debugged.ok ? ok({ command: debugged.value.words.map(literalWord) }) : debugged;
  const words = [...workload.args, ...parameters.args].map(literalWord);
  return ok(definedOf({ command: workload.command?.map(literalWord), args: words.length > 0 ? words : undefined }));
}

/** A server is not held back before its first line: it would never become ready. */
export function isDebugged({ kind }: WorkloadSpec, choices: Pick<KubernetesChoices, 'debug'>): boolean {
  return kind === 'run' && choices.debug !== undefined;
}

/** Undefined: it is not debugged. */
export function debuggedProgram({ workload, choices, parameters }: StartInput): Result<DebugStart> | undefined {
  const { debug, gpu } = choices;
  if (workload.kind !== 'run' || !debug) return undefined;
  return debugStart(workload, { debug, ...definedOf({ gpu }) }, parameters.args);
}

/** Limits and requests are the same unless chosen otherwise: memory that is promised twice ends in a kill at the wrong moment. */
function limitsOf({ cpus, memoryBytes, requests }: KubernetesChoices, gpus: GpuRequest | undefined): object {
  const amounts = (cpu: number | undefined, memory: number | undefined) => ({
    ...definedOf({ cpu: cpu === undefined ? undefined : formatQuantity(cpu, 'decimal') }),
    ...definedOf({ memory: memory === undefined ? undefined : formatQuantity(memory, 'binary') }),
    ...(gpus ? { [gpus.resource]: String(gpus.count) } : {}),
  });
  const limits = amounts(cpus, memoryBytes);
  const asked = amounts(requests?.cpus ?? cpus, requests?.memoryBytes ?? memoryBytes);
  return Object.keys(asked).length === 0
    ? {}
    : { resources: { ...(hasKeys(limits) ? { limits } : {}), requests: asked } };
}

const hasKeys = (object: object) => Object.keys(object).length > 0;

/** Of the pod and not of the Job: that one counts from its creation, and would end what still waits for a GPU. */
function deadlineOf({ timeoutMs }: RunSpec): object {
  return timeoutMs === undefined ? {} : { activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) };
}

function portsOf({ ports }: WorkloadSpec): readonly object[] | undefined {
  if (ports.length === 0) return undefined;
  return ports.map(({ containerPort, name, protocol }) => ({
    containerPort,
    protocol: protocol.toUpperCase(),
    ...definedOf({ name }),
  }));
}

function leaveOf({ ports }: WorkloadSpec, { version }: KubernetesFacts): object {
  const minor = Number(/^v?1\.(\d+)/.exec(version ?? '')?.[1] ?? 0);
  if (ports.length === 0) return {};
  // Where the image has no such program, the pod is ended at once, as it would be without.
  const sleep = { exec: { command: ['sleep', String(LEAVE_SECONDS)] } };
  return { lifecycle: { preStop: minor < SLEEP_SINCE ? sleep : { sleep: { seconds: LEAVE_SECONDS } } } };
}

function placement(
  { workload, facts }: StartInput,
  gpus: GpuRequest | undefined,
  { name, isGroup }: { readonly name: string; readonly isGroup: boolean },
): object {
  const expressions = Array.from(gpus?.nodeLabels ?? [], ([key, values]) => ({ key, operator: 'In', values }));
  const architectures = architecturesToName(facts);
  const terms = (expressions.length > 0 ? expressions.map((one) => [one]) : [[]]).map((term) => ({
    matchExpressions: [
      ...term,
      ...(architectures ? [{ key: 'kubernetes.io/arch', operator: 'In', values: architectures }] : []),
    ],
  }));
  const isBound = expressions.length > 0 || architectures !== undefined;
  const isSpread = isGroup || workload.kind === 'serve';
  return {
    ...(isBound
      ? { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } } }
      : {}),
    ...(gpus && gpus.tolerations.length > 0 ? { tolerations: gpus.tolerations.map(tolerationOf) } : {}),
    ...(isSpread ? { topologySpreadConstraints: [spread(name)] } : {}),
  };
}

function tolerationOf({ key, operator, value, effect }: Toleration): object {
  return definedOf({ key, operator, value, effect });
}

/** Named only where some nodes could not run the image. */
function architecturesToName({ image, nodes = [] }: KubernetesFacts): readonly string[] | undefined {
  const { architectures } = image;
  if (!architectures || architectures.length === 0) return undefined;
  const isOther = ({ architecture }: Node) => !architectures.includes(architecture);
  return nodes.some(isOther) ? architectures : undefined;
}

/** One node that fails shall not take all of them; where there is one node only, they run there all the same. */
function spread(name: string): object {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { 'app.kubernetes.io/instance': name } },
  };
}
