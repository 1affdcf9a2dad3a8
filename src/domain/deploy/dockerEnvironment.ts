import type { Failure, Result } from '../base/failure.ts';
import { assertNever, fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { DockerFacts } from './dockerFacts.ts';
import { parseEnvFile } from './envFile.ts';
import type { ParameterWords } from './parameters.ts';
import type { SecretSpec, TrackingSpec, WorkloadSpec } from './spec.ts';

/**
 * All variables of the container. Later ones win: our defaults, environment files in their order, `env`, parameters, secrets.
 * Failures: `not-found`: an environment file · `invalid`: one of its lines, or a secret without value · `unsupported`: a secret of Kubernetes.
 */
export function dockerEnvironment(
  workload: WorkloadSpec,
  parameters: ParameterWords,
  facts: DockerFacts,
): Result<ReadonlyMap<string, string>> {
  const environment = new Map(defaults(workload, facts));
  for (const path of workload.environmentFiles) {
    const text = facts.environmentFiles.get(path);
    if (text === undefined) return fail(missingFile(path));
    const variables = parseEnvFile(text, path);
    if (!variables.ok) return variables;
    for (const [name, value] of variables.value) environment.set(name, value);
  }
  for (const [name, value] of workload.environment) environment.set(name, value);
  for (const [name, value] of parameters.environment) environment.set(name, value);
  for (const secret of workload.secrets) {
    const value = facts.secrets.get(secret.variable);
    if (value === undefined) return fail(missingSecret(secret));
    environment.set(secret.variable, value);
  }
  return ok(environment);
}

function* defaults(workload: WorkloadSpec, facts: DockerFacts): Generator<readonly [string, string]> {
  // Python buffers its output when it is not a terminal; the log would come in blocks of 8 KiB.
  yield ['PYTHONUNBUFFERED', '1'];
  const { uid } = typeof workload.user === 'object' ? workload.user : { uid: facts.hostUser?.uid };
  const isForeign =
    workload.user !== 'image' &&
    uid !== undefined &&
    uid !== 0 &&
    !(workload.user === 'host' && facts.engine.isRootless);
  if (isForeign) {
    // A user without an entry in the image's passwd has no home and no name: caches fail, and so does getpass.getuser() in PyTorch.
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

/** Names where a secret is looked for, never its value. */
export function missingSecret({ variable, from }: SecretSpec): Failure {
  switch (from.kind) {
    case 'environment':
      return {
        code: 'invalid',
        message: t('The secret {0} has no value: the variable {1} is not set.', variable, from.variable),
        nextStep: t('Set it in the shell that starts the editor, and start the editor again.'),
      };
    case 'file':
      return {
        code: 'invalid',
        message: t('The secret {0} has no value: {1} cannot be read.', variable, from.path),
        nextStep: t('Put the value into that file, and nothing else.'),
      };
    case 'kubernetes':
      return {
        code: 'unsupported',
        message: t(
          'The secret {0} comes from the Kubernetes Secret “{1}”, which Docker cannot read.',
          variable,
          from.secret,
        ),
        nextStep: t('Take it from a variable or a file, or choose a Kubernetes target.'),
      };
    default:
      return assertNever(from);
  }
}
