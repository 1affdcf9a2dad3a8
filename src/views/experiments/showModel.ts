import { withProgress } from '../../adapters/vscode/progress.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { listModel, modelText, sourceOfVersion } from '../../domain/experiments/modelFiles.ts';
import type { ModelVersion } from '../../domain/experiments/modelRegistry.ts';
import { loggedModelSheet, type ModelFacts, traceSheet, versionSheet } from '../../domain/experiments/modelSheet.ts';
import { noModels } from '../../domain/experiments/noModels.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { ModelSource } from '../../domain/experiments/trackerWriter.ts';
import type { ActionDeps } from './experimentActions.ts';
import { experimentName, showRun } from './showRun.ts';

export type AnyModel = SubjectOf<'modelVersion' | 'loggedModel'>;

/** The page of a version or of a logged model as a read-only document. */
export async function showModel(deps: ActionDeps, subject: AnyModel): Promise<Result<void>> {
  const name = subject.kind === 'modelVersion' ? `${subject.model} ${subject.version}` : subject.name;
  const text = await withProgress(t('Reading model {0}', name), async (_report, signal) => {
    const tracker = await deps.trackers.tracker(subject.trackerId);
    if (!tracker.ok) return tracker;
    return subject.kind === 'modelVersion'
      ? await versionPage(deps, tracker.value, subject, signal)
      : await loggedModelPage(deps, tracker.value, subject, signal);
  });
  if (!text.ok) return text;
  await deps.documents.show(`${name}.model.yaml`, text.value);
  return ok(undefined);
}

/** The page of a trace: request, response and steps. */
export async function showTrace(deps: ActionDeps, subject: SubjectOf<'trace'>): Promise<Result<void>> {
  const { trackerId, experimentId, traceId, name } = subject;
  const text = await withProgress(t('Reading trace {0}', name), async (_report, signal) => {
    const tracker = await deps.trackers.tracker(trackerId);
    if (!tracker.ok) return tracker;
    const { registry, ref } = tracker.value;
    if (!registry) return noModels(tracker.value);
    const [trace, experiment] = await Promise.all([
      registry.trace(experimentId, traceId, signal),
      experimentName(tracker.value, experimentId, signal),
    ]);
    if (!trace.ok) return trace;
    return ok(await (await deps.loadManifestText()).print(traceSheet(trace.value, { ref, experiment })));
  });
  if (!text.ok) return text;
  await deps.documents.show(`${name} ${traceId.slice(0, 11)}.trace.yaml`, text.value);
  return ok(undefined);
}

/** The page of the run that made a model. */
export async function showModelRun(deps: ActionDeps, { trackerId, runId }: AnyModel): Promise<Result<void>> {
  if (runId === undefined)
    return fail({
      code: 'not-found',
      message: t('The tracker does not say which run made this model.'),
      nextStep: t('Log the model inside of a run, and register it from there.'),
    });
  const tracker = await deps.trackers.tracker(trackerId);
  if (!tracker.ok) return tracker;
  const found = await withProgress(t('Looking for run {0}', runId.slice(0, 8)), async (_report, signal) =>
    tracker.value.run(runId, signal),
  );
  if (!found.ok) return found;
  const { experimentId, name } = found.value.run;
  return await showRun(deps, {
    kind: 'trackedRun',
    trackerId,
    experimentId,
    runId,
    name: name === '' ? runId.slice(0, 12) : name,
  });
}

/** The version as the tracker has it now. */
export async function findVersion(
  tracker: Pick<ExperimentTracker, 'ref' | 'registry'>,
  { model, version }: Pick<ModelVersion, 'model' | 'version'>,
  signal: AbortSignal,
): Promise<Result<ModelVersion>> {
  if (!tracker.registry) return noModels(tracker);
  const versions = await tracker.registry.versions(model, signal);
  if (!versions.ok) return versions;
  const found = versions.value.find((each) => each.version === version);
  if (found) return ok(found);
  return fail({ code: 'not-found', message: t('{0} has no version {1} any more.', model, version) });
}

async function versionPage(
  deps: ActionDeps,
  tracker: ExperimentTracker,
  subject: SubjectOf<'modelVersion'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  const version = await findVersion(tracker, subject, signal);
  if (!version.ok) return version;
  const source = await sourceOfVersion(tracker, version.value, signal);
  const model = source.ok ? await factsOf(deps, tracker, source.value, signal) : { files: source };
  const sheet = versionSheet(version.value, { ref: tracker.ref, model });
  return ok(await (await deps.loadManifestText()).print(sheet));
}

async function loggedModelPage(
  deps: ActionDeps,
  tracker: ExperimentTracker,
  { modelId, experimentId }: SubjectOf<'loggedModel'>,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (!tracker.registry) return noModels(tracker);
  const [logged, model, experiment] = await Promise.all([
    tracker.registry.loggedModel(modelId, signal),
    factsOf(deps, tracker, { form: 'loggedModel', model: { id: modelId } }, signal),
    experimentName(tracker, experimentId, signal),
  ]);
  if (!logged.ok) return logged;
  const sheet = loggedModelSheet(logged.value, { ref: tracker.ref, model, experiment });
  return ok(await (await deps.loadManifestText()).print(sheet));
}

/** What cannot be read of the files is left out of the page, but for the reason. */
async function factsOf(
  { loadManifestText }: ActionDeps,
  tracker: ExperimentTracker,
  source: ModelSource,
  signal: AbortSignal,
): Promise<ModelFacts> {
  const files = await listModel(tracker, source, '', signal);
  const hasText = files.ok && files.value.some(({ path, isFolder }) => path === 'MLmodel' && !isFolder);
  const text = hasText ? await modelText(tracker, source, 'MLmodel', signal) : undefined;
  const description = text?.ok === true ? await (await loadManifestText()).data(text.value) : undefined;
  return { files, description };
}
