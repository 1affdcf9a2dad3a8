import { fail, type Failure, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { artifactText } from './artifactText.ts';
import type { ModelVersion } from './modelRegistry.ts';
import { noModels } from './noModels.ts';
import type { ArtifactContent, ExperimentTracker } from './ports.ts';
import type { Artifact } from './trackedRun.ts';
import type { ModelSource } from './trackerWriter.ts';

/** Bytes of a description of a model; real ones have some kB. */
const MOST_TEXT = 1024 * 1024;

/** Where the files of a version are. Fails with `unsupported` when its source is a place that the tracker does not lead to. */
export async function sourceOfVersion(
  tracker: ExperimentTracker,
  { source = '', runId, loggedModelId }: ModelVersion,
  signal: AbortSignal,
): Promise<Result<ModelSource>> {
  if (loggedModelId !== undefined) return ok({ form: 'loggedModel', model: { id: loggedModelId } });
  const named = /^runs:\/([^/]+)\/?(.*)$/.exec(source);
  if (named) return ok({ form: 'artifacts', runId: named[1] ?? '', path: named[2] ?? '' });
  const run = runId === undefined ? undefined : await tracker.run(runId, signal);
  if (run && !run.ok) return run;
  // Before MLflow 3 the source is the place of the run's artifacts.
  const root = run?.value.run.artifactUri;
  if (run && root !== undefined && source.startsWith(`${root}/`))
    return ok({ form: 'artifacts', runId: run.value.run.id, path: source.slice(root.length + 1) });
  return fail(elsewhere(source));
}

function elsewhere(source: string): Failure {
  return {
    code: 'unsupported',
    message: t('The files of this version are at {0}, which its tracker does not lead to.', source),
    nextStep: t('Log the model with a run, and register it from there.'),
  };
}

/** What lies directly below a folder of a model; '' is the root. */
export async function listModel(
  tracker: ExperimentTracker,
  source: ModelSource,
  folder: string,
  signal: AbortSignal,
): Promise<Result<readonly Artifact[]>> {
  if (source.form === 'loggedModel')
    return tracker.registry ? await tracker.registry.modelFiles(source.model.id, folder, signal) : noModels(tracker);
  const root = source.path;
  const listed = await tracker.artifacts(source.runId, joined(root, folder), signal);
  if (!listed.ok || root === '') return listed;
  return ok(listed.value.map((each) => ({ ...each, path: each.path.slice(root.length + 1) })));
}

/** `path` is from the root of the model. */
export async function readModelFile(
  tracker: ExperimentTracker,
  source: ModelSource,
  path: string,
  signal: AbortSignal,
): Promise<Result<ArtifactContent>> {
  if (source.form === 'artifacts') return await tracker.readArtifact(source.runId, joined(source.path, path), signal);
  return tracker.registry ? await tracker.registry.readModelFile(source.model.id, path, signal) : noModels(tracker);
}

/** A small file of a model as text. */
export async function modelText(
  tracker: ExperimentTracker,
  source: ModelSource,
  path: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const content = await readModelFile(tracker, source, path, signal);
  return content.ok ? await artifactText(content.value, path, MOST_TEXT) : content;
}

const joined = (folder: string, path: string) => [folder, path].filter((part) => part !== '').join('/');
