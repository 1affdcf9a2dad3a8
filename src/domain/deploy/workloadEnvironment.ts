import { assertNever, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { parseEnvFile } from './envFile.ts';
import type { ParameterWords } from './parameters.ts';
import type { TrackingSpec, WorkloadSpec } from './spec.ts';

type Variable = readonly [name: string, value: string];

/**
 * What Trainyard sets in every container of a workload.
 * @param isForeignUser the container's user has no entry in the image's passwd
 */
export function* defaultVariables(
  workload: WorkloadSpec,
  run: { readonly id: string; readonly name: string },
  isForeignUser: boolean,
): Generator<Variable> {
  // Python buffers its output when it is not a terminal; the log would come in blocks of 8 KiB.
  yield ['PYTHONUNBUFFERED', '1'];
  if (isForeignUser) {
    // Without home and name caches fail, and so does getpass.getuser() in PyTorch.
    yield ['HOME', '/tmp'];
    yield ['USER', 'trainyard'];
  }
  yield ['TRAINYARD_RUN_ID', run.id];
  yield ['TRAINYARD_RUN_NAME', run.name];
  if (workload.kind === 'run') {
    if (workload.checkpoint !== undefined) yield ['TRAINYARD_CHECKPOINT', workload.checkpoint];
    // torchrun reads its options from PET_… when they are not given.
    if (workload.processesPerNode > 1) yield ['PET_NPROC_PER_NODE', String(workload.processesPerNode)];
  }
  yield* trackingVariables(workload.tracking);
}

/**
 * What the user sets, in order: environment files, `env`, parameters. Later ones win.
 * @param environmentFiles text of the files by the path in the spec
 * Failures: `not-found`: an environment file · `invalid`: one of its lines.
 */
export function givenVariables(
  workload: WorkloadSpec,
  parameters: ParameterWords,
  environmentFiles: ReadonlyMap<string, string>,
): Result<readonly Variable[]> {
  const variables: Variable[] = [];
  for (const path of workload.environmentFiles) {
    const text = environmentFiles.get(path);
    if (text === undefined) return fail(missingFile(path));
    const read = parseEnvFile(text, path);
    if (!read.ok) return read;
    variables.push(...read.value);
  }
  return ok([...variables, ...workload.environment, ...parameters.environment]);
}

function* trackingVariables(tracking: TrackingSpec | undefined): Generator<Variable> {
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
