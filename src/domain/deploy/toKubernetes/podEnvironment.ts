import { definedOf } from '../../base/defined.ts';
import type { Failure, Result } from '../../base/failure.ts';
import { fail, ok } from '../../base/failure.ts';
import { t } from '../../base/text.ts';
import type { KubernetesChoices, KubernetesFacts } from '../kubernetesChoices.ts';
import type { ParameterWords } from '../parameters.ts';
import type { RunSpec, SecretSpec, WorkloadSpec } from '../spec.ts';
import { TRACKED_RUN_TAGS } from '../../experiments/trackedRunTags.ts';
import { POD_VARIABLE, podTags, recordingInPod } from '../trackingInPod.ts';
import { defaultVariables, givenVariables, RUN_CONTEXT } from '../workloadEnvironment.ts';
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
  given: {
    readonly choices: KubernetesChoices;
    readonly facts: KubernetesFacts;
    /** Name of the Job or Deployment. */
    readonly objectName: string;
    readonly group?: RankGroup;
  },
): Result<readonly PodVariable[]> {
  const { choices, facts } = given;
  const variables = new Map<string, Omit<PodVariable, 'name'>>();
  const set = (name: string, value: string) => variables.set(name, { value: literalWord(value) });
  for (const [name, variable] of ownVariables(workload, { facts, objectName: given.objectName }))
    variables.set(name, variable);
  if (workload.kind === 'run' && given.group) {
    for (const [name, value] of rankVariables(workload, given.group, choices)) {
      if (typeof value === 'string') set(name, value);
      else variables.set(name, value);
    }
  }
  const fromUser = givenVariables(workload, parameters, facts.environmentFiles);
  if (!fromUser.ok) return fromUser;
  for (const [name, value] of fromUser.value) set(name, value);
  for (const secret of workload.secrets) {
    const place = secretPlace(secret, choices);
    if (!place) return fail(localSecret(secret));
    variables.set(secret.variable, { valueFrom: { secretKeyRef: { name: place.secret, key: place.key } } });
  }
  return ok(Array.from(variables, ([name, value]) => ({ name, ...value })));
}

/** Those that Trainyard sets everywhere, and for a tracker the pod that records: the cluster puts its name into the tags. */
function* ownVariables(
  workload: WorkloadSpec,
  { facts, objectName }: { readonly facts: KubernetesFacts; readonly objectName: string },
): Generator<readonly [string, Omit<PodVariable, 'name'>]> {
  const { namespace, run, git } = facts;
  const tags = podTags(namespace, `${workload.kind === 'run' ? 'Job' : 'Deployment'}/${objectName}`);
  const started = { run, tags, ...definedOf({ git }) };
  const variables = defaultVariables(recordingInPod(workload), started, isForeignUser(workload, facts));
  for (const [name, value] of variables) {
    if (name !== RUN_CONTEXT) {
      yield [name, { value: literalWord(value) }];
      continue;
    }
    // Before the variable that names it: the API replaces only what it has read already.
    yield [POD_VARIABLE, { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }];
    const mark = JSON.stringify(tags.get(TRACKED_RUN_TAGS.pod));
    const [before = '', after = ''] = value.split(mark);
    yield [name, { value: `${literalWord(before)}${mark}${literalWord(after)}` }];
  }
}

/** The Secret of the cluster that a variable is taken from; undefined for one of this machine that nothing stands in for. */
export function secretPlace(
  { variable, from }: SecretSpec,
  { secrets }: Pick<KubernetesChoices, 'secrets'>,
): { readonly secret: string; readonly key: string } | undefined {
  return secrets?.get(variable) ?? (from.kind === 'kubernetes' ? { secret: from.secret, key: from.key } : undefined);
}

function isForeignUser({ user }: WorkloadSpec, { hostUser }: KubernetesFacts): boolean {
  if (user === 'image') return false;
  const uid = user === 'host' ? hostUser?.uid : user.uid;
  return uid !== undefined && uid !== 0;
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
