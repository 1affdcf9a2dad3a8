import { ok, type Result } from '../base/failure.ts';
import { parsedJson } from '../base/parsedJson.ts';
import type { ExperimentTracker } from './ports.ts';
import type { RunDetails } from './trackedRun.ts';
import type { ModelSource } from './trackerWriter.ts';
import { walkArtifacts } from './walkArtifacts.ts';

/** What a run has left that can be registered as a model. */
export interface NamedSource {
  readonly name: string;
  readonly source: ModelSource;
}

/** Folders of a run's artifacts that are looked into when nothing says where its models are. */
const MOST_FOLDERS = 20;
/** Where MLflow 2 writes down which folders are models. */
const HISTORY = 'mlflow.log-model.history';

/** Models of MLflow 3 that the run has made; before it, folders that the run says are models; else folders that hold a file MLmodel. */
export async function modelSources(
  tracker: ExperimentTracker,
  runId: string,
  signal: AbortSignal,
): Promise<Result<readonly NamedSource[]>> {
  const details = await tracker.run(runId, signal);
  if (!details.ok) return details;
  const logged = await loggedBy(tracker, details.value, signal);
  if (!logged.ok || logged.value.length > 0) return logged;
  const told = historyOf(details.value.run.tags.get(HISTORY) ?? '[]');
  const folders = told.length > 0 ? ok(told) : await modelFolders(tracker, runId, signal);
  if (!folders.ok) return folders;
  return ok(folders.value.map((path) => ({ name: nameOf(path), source: { form: 'artifacts', runId, path } })));
}

async function loggedBy(
  { registry }: ExperimentTracker,
  { modelOutputs }: RunDetails,
  signal: AbortSignal,
): Promise<Result<readonly NamedSource[]>> {
  if (!registry || modelOutputs.length === 0) return ok([]);
  const models = await Promise.all(modelOutputs.map(({ modelId }) => registry.loggedModel(modelId, signal)));
  // One that was deleted is not there any more.
  const failed = models.find((model) => !model.ok && model.failure.code !== 'not-found');
  if (failed && !failed.ok) return failed;
  return ok(
    models.flatMap((model): readonly NamedSource[] =>
      model.ok ? [{ name: model.value.name, source: { form: 'loggedModel', model: model.value } }] : [],
    ),
  );
}

function historyOf(text: string): readonly string[] {
  const history = parsedJson(text);
  const entries: readonly unknown[] = Array.isArray(history) ? history : [];
  const paths = entries.flatMap((entry) =>
    typeof entry === 'object' && entry !== null && 'artifact_path' in entry && typeof entry.artifact_path === 'string'
      ? [entry.artifact_path]
      : [],
  );
  return [...new Set(paths)];
}

async function modelFolders(
  tracker: ExperimentTracker,
  runId: string,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const found: string[] = [];
  const list = (folder: string) => tracker.artifacts(runId, folder, signal);
  for await (const { path, listed } of walkArtifacts(list, { deepest: 1, mostFolders: MOST_FOLDERS })) {
    if (!listed.ok) return listed;
    if (listed.value.some((each) => !each.isFolder && /(^|\/)MLmodel$/.test(each.path))) found.push(path);
  }
  return ok(found);
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1) || 'model';
