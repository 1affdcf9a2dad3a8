import { definedOf } from '../base/defined.ts';
import { assertNever, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { tagsOfRun } from '../experiments/tagsOfRun.ts';
import { TRACKED_RUN_TAGS } from '../experiments/trackedRunTags.ts';
import type { GitFacts } from '../runs/gitFacts.ts';
import type { RunIdentity } from '../runs/runIdentity.ts';
import { parseEnvFile } from './envFile.ts';
import type { ParameterWords } from './parameters.ts';
import type { TrackingSpec, WorkloadSpec } from './spec.ts';

export const TRACKING_URI = 'MLFLOW_TRACKING_URI';
/** Tags that MLflow's client gives the run, as JSON. */
export const RUN_CONTEXT = 'MLFLOW_RUN_CONTEXT';

type Variable = readonly [name: string, value: string];

/** What the run is, and the code that it is started from. */
interface StartedRun {
  readonly run: RunIdentity;
  readonly git?: GitFacts;
  /** Tags for its tracker besides. */
  readonly tags?: ReadonlyMap<string, string>;
}

/**
 * What Trainyard sets in every container of a workload.
 * @param isForeignUser the container's user has no entry in the image's passwd
 */
export function* defaultVariables(
  workload: WorkloadSpec,
  { run, git, tags }: StartedRun,
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
  if (recordsInMlflow(workload)) yield* mlflowContext(workload.name, { run, ...definedOf({ git, tags }) });
}

/** By the spec, or by a variable of the user's. */
function recordsInMlflow({ tracking, environment, secrets }: WorkloadSpec): boolean {
  if (tracking) return tracking.tracker === 'mlflow' || tracking.tracker === 'dagshub';
  return environment.has(TRACKING_URI) || secrets.some(({ variable }) => variable === TRACKING_URI);
}

/**
 * MLflow's client gives the run these tags, its name among them, so that both ways lead from one to the other without anything being written for it. The
 * commit is among them because the container has no repository to read it from. Source: mlflow/tracking/context/system_environment_context.py.
 */
function* mlflowContext(workload: string, { run, git, tags: more = new Map() }: StartedRun): Generator<Variable> {
  // MLflow 2 and 3 take the name from here; MLFLOW_RUN_NAME is not read by either.
  const tags = [[TRACKED_RUN_TAGS.name, run.name], ...tagsOfRun({ ...run, ...git, workload }), ...more];
  yield [RUN_CONTEXT, JSON.stringify(Object.fromEntries(tags))];
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
      if (uri !== undefined) yield [TRACKING_URI, uri];
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
