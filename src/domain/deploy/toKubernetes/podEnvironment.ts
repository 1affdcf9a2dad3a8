import type { Failure, Result } from '../../base/failure.ts';
import { assertNever, fail, ok } from '../../base/failure.ts';
import { t } from '../../base/text.ts';
import { parseEnvFile } from '../envFile.ts';
import type { KubernetesChoices, KubernetesFacts } from '../kubernetesChoices.ts';
import type { ParameterWords } from '../parameters.ts';
import type { RunSpec, SecretSpec, TrackingSpec, WorkloadSpec } from '../spec.ts';
import { literalWord } from './literalWord.ts';

/** One variable as the API takes it. Source: API reference, EnvVar v1 core. */
export interface PodVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}

/** The group of pods that a rank belongs to. */
export interface RankGroup {
  /** Name of the Job and of its Service: pod 0 is `<name>-0.<name>`. */
  readonly name: string;
}

/** Where torch.distributed's rank 0 listens when nobody says otherwise. */
const MASTER_PORT = 29500;

/**
 * All variables of the container. Later ones win: our defaults, environment files in their order, `env`, parameters, secrets.
 * Failures: `not-found`: an environment file · `invalid`: one of its lines · `unsupported`: a secret of this machine.
 */
export function podEnvironment(
  workload: WorkloadSpec,
  parameters: ParameterWords,
  given: { readonly choices: KubernetesChoices; readonly facts: KubernetesFacts; readonly group?: RankGroup },
): Result<readonly PodVariable[]> {
  const { choices, facts } = given;
  const variables = new Map<string, Omit<PodVariable, 'name'>>();
  const set = (name: string, value: string) => variables.set(name, { value: literalWord(value) });
  for (const [name, value] of defaults(workload, facts)) set(name, value);
  if (workload.kind === 'run' && given.group) {
    for (const [name, value] of rankVariables(workload, given.group, choices)) {
      if (typeof value === 'string') set(name, value);
      else variables.set(name, value);
    }
  }
  for (const path of workload.environmentFiles) {
    const text = facts.environmentFiles.get(path);
    if (text === undefined) return fail(missingFile(path));
    const read = parseEnvFile(text, path);
    if (!read.ok) return read;
    for (const [name, value] of read.value) set(name, value);
  }
  for (const [name, value] of workload.environment) set(name, value);
  for (const [name, value] of parameters.environment) set(name, value);
  for (const secret of workload.secrets) {
    const place = secretPlace(secret, choices);
    if (!place) return fail(localSecret(secret));
    variables.set(secret.variable, { valueFrom: { secretKeyRef: { name: place.secret, key: place.key } } });
  }
  return ok(Array.from(variables, ([name, value]) => ({ name, ...value })));
}

/** The Secret of the cluster that a variable is taken from; undefined for one of this machine that nothing stands in for. */
export function secretPlace(
  { variable, from }: SecretSpec,
  { secrets }: Pick<KubernetesChoices, 'secrets'>,
): { readonly secret: string; readonly key: string } | undefined {
  return secrets?.get(variable) ?? (from.kind === 'kubernetes' ? { secret: from.secret, key: from.key } : undefined);
}

/** A user without an entry in the image's passwd has no home and no name: caches fail, and so does getpass.getuser() in PyTorch. */
function isForeignUser({ user }: WorkloadSpec, { hostUser }: KubernetesFacts): boolean {
  if (user === 'image') return false;
  const uid = user === 'host' ? hostUser?.uid : user.uid;
  return uid !== undefined && uid !== 0;
}

function* defaults(workload: WorkloadSpec, facts: KubernetesFacts): Generator<readonly [string, string]> {
  // Python buffers its output when it is not a terminal; the log would come in blocks of 8 KiB.
  yield ['PYTHONUNBUFFERED', '1'];
  if (isForeignUser(workload, facts)) {
    yield ['HOME', '/tmp'];
    yield ['USER', 'trainyard'];
  }
  yield ['TRAINYARD_RUN_ID', facts.run.id];
  yield ['TRAINYARD_RUN_NAME', facts.run.name];
  if (workload.kind === 'run') {
    if (workload.checkpoint !== undefined) yield ['TRAINYARD_CHECKPOINT', workload.checkpoint];
    // torchrun reads its options from PET_… when they are not given.
    if (workload.processesPerNode > 1) yield ['PET_NPROC_PER_NODE', String(workload.processesPerNode)];
  }
  yield* trackingVariables(workload.tracking);
}

/**
 * What torch.distributed's `env://` and torchrun read. Source: PyTorch documentation, "Environment variable initialization" and torchrun.
 * Rank and world size are torchrun's to tell where a node has several processes.
 */
function* rankVariables(
  { nodes, processesPerNode }: RunSpec,
  { name }: RankGroup,
  { masterPort = MASTER_PORT }: KubernetesChoices,
): Generator<readonly [string, string | Omit<PodVariable, 'name'>]> {
  const rank = {
    valueFrom: { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } },
  };
  const master = `${name}-0.${name}`;
  yield ['MASTER_ADDR', master];
  yield ['MASTER_PORT', String(masterPort)];
  yield ['NNODES', String(nodes)];
  yield ['NODE_RANK', rank];
  yield ['NPROC_PER_NODE', String(processesPerNode)];
  yield ['PET_MASTER_ADDR', master];
  yield ['PET_MASTER_PORT', String(masterPort)];
  yield ['PET_NNODES', String(nodes)];
  yield ['PET_NODE_RANK', rank];
  yield ['PET_NPROC_PER_NODE', String(processesPerNode)];
  if (processesPerNode > 1) return;
  yield ['WORLD_SIZE', String(nodes)];
  yield ['RANK', rank];
  yield ['LOCAL_RANK', '0'];
}

function* trackingVariables(tracking: TrackingSpec | undefined): Generator<readonly [string, string]> {
  if (!tracking) return;
  const { tracker, uri, experiment } = tracking;
  switch (tracker) {
    case 'mlflow':
    case 'dagshub':
      if (uri !== undefined) yield ['MLFLOW_TRACKING_URI', uri];
      if (experiment !== undefined) yield ['MLFLOW_EXPERIMENT_NAME', experiment];
      return;
    case 'neptune':
      if (experiment !== undefined) yield ['NEPTUNE_PROJECT', experiment];
      return;
    case 'none':
      return;
    default:
      assertNever(tracker);
  }
}

function missingFile(path: string): Failure {
  return {
    code: 'not-found',
    message: t('The environment file {0} is not there.', path),
    nextStep: t('Make it, or take it out of “envFiles”.'),
  };
}

/** A value of this machine would stand readable in the manifest, so it is never taken along. */
function localSecret({ variable }: SecretSpec): Failure {
  return {
    code: 'unsupported',
    message: t('The secret {0} is on this machine, and a cluster takes secrets from a Secret of its own.', variable),
    nextStep: t(
      'Make a Secret in the namespace, and write its name and key into the spec or choose it for this start.',
    ),
  };
}
