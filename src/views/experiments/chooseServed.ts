import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { trackingPlace } from '../../domain/deploy/trackingPlace.ts';
import { listModel, modelText, sourceOfVersion } from '../../domain/experiments/modelFiles.ts';
import { modelSources, type NamedSource } from '../../domain/experiments/modelSources.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import { modelNeeds, type ModelNeeds, type ServedModel } from '../../domain/experiments/serveProposal.ts';
import { trackerVariables } from '../../domain/experiments/trackerVariables.ts';
import type { ModelSource } from '../../domain/experiments/trackerWriter.ts';
import type { ActionDeps } from './experimentActions.ts';
import { type AnyModel, findVersion } from './showModel.ts';
import type { RunSubject } from './showRun.ts';

export type ServableSubject = AnyModel | RunSubject;

/** A model that was chosen, with how a server gets it. */
export interface ChosenModel {
  readonly tracker: ExperimentTracker;
  readonly source: ModelSource;
  /** Of the model alone, for the workload. */
  readonly name: string;
  readonly served: Omit<ServedModel, 'name'>;
}

/** A model with the addresses that MLflow has for it, the best first. */
interface Candidate extends NamedSource {
  readonly uris: readonly string[];
}

/** Which model, by which of its names, and whether it is fetched at each start or copied: only what is not known is asked. */
export async function chooseModel(deps: ActionDeps, subject: ServableSubject): Promise<Result<ChosenModel>> {
  const tracker = await deps.trackers.tracker(subject.trackerId);
  if (!tracker.ok) return tracker;
  const found = await withProgress(t('Reading the model'), async (_report, signal) =>
    candidates(tracker.value, subject, signal),
  );
  if (!found.ok) return found;
  const candidate = await chooseCandidate(found.value);
  if (!candidate) return fail(CANCELLED);
  const { source, name } = candidate;
  const needs = await withProgress(t('Reading what {0} asks for', name), async (_report, signal) =>
    readNeeds(deps, tracker.value, source, signal),
  );
  if (!needs.ok) return needs;
  const way = await chooseWay(deps, tracker.value, candidate);
  if (!way) return fail(CANCELLED);
  const label = way.form === 'tracker' ? way.uri.replace(/^(?:models|runs):\//, '') : name;
  return ok({ tracker: tracker.value, source, name, served: { label, needs: needs.value, way } });
}

async function candidates(
  tracker: ExperimentTracker,
  subject: ServableSubject,
  signal: AbortSignal,
): Promise<Result<readonly Candidate[]>> {
  if (subject.kind === 'loggedModel') {
    const { modelId: id, name } = subject;
    return ok([{ name, source: { form: 'loggedModel', model: { id } }, uris: [`models:/${id}`] }]);
  }
  if (subject.kind === 'modelVersion') {
    const version = await findVersion(tracker, subject, signal);
    if (!version.ok) return version;
    const source = await sourceOfVersion(tracker, version.value, signal);
    if (!source.ok) return source;
    const { model, version: number, aliases } = version.value;
    const uris = [...aliases.map((alias) => `models:/${model}@${alias}`), `models:/${model}/${number}`];
    return ok([{ name: model, source: source.value, uris }]);
  }
  const sources = await modelSources(tracker, subject.runId, signal);
  if (!sources.ok) return sources;
  if (sources.value.length > 0) return ok(sources.value.map((each) => ({ ...each, uris: [uriOf(each.source)] })));
  return fail({
    code: 'not-found',
    message: t('Run {0} has left no model.', subject.name),
    nextStep: t('log_model() of mlflow in your code makes one.'),
  });
}

const uriOf = (source: ModelSource) =>
  source.form === 'loggedModel' ? `models:/${source.model.id}` : `runs:/${source.runId}/${source.path}`;

async function chooseCandidate(all: readonly Candidate[]): Promise<Candidate | undefined> {
  if (all.length === 1) return all[0];
  const items = all.map((each) => ({ label: each.name, description: each.uris[0] ?? '', each }));
  return (await window.showQuickPick(items, { title: t('Serve which model of the run?') }))?.each;
}

async function readNeeds(
  { loadManifestText }: ActionDeps,
  tracker: ExperimentTracker,
  source: ModelSource,
  signal: AbortSignal,
): Promise<Result<ModelNeeds>> {
  const files = await listModel(tracker, source, '', signal);
  if (!files.ok) return files;
  const names = new Set(files.value.map(({ path }) => path));
  if (!names.has('MLmodel'))
    return fail({
      code: 'not-found',
      message: t('There is no file MLmodel in it, so it is no model of MLflow.'),
      nextStep: t('log_model() of mlflow in your code makes one.'),
    });
  const [description, requirements] = await Promise.all(
    ['MLmodel', 'requirements.txt'].map(async (path) =>
      names.has(path) ? await modelText(tracker, source, path, signal) : ok(''),
    ),
  );
  if (!description?.ok) return description ?? fail(CANCELLED);
  if (!requirements?.ok) return requirements ?? fail(CANCELLED);
  return modelNeeds(await (await loadManifestText()).data(description.value), requirements.value);
}

type Way = ServedModel['way'];

/**
 * Files of this machine leave no choice: they are copied. A server at `localhost` is not heard in a container by MLflow's own rules (its check of the
 * host since 3.5), so that a copy comes first there.
 */
async function chooseWay(
  { secrets }: ActionDeps,
  { ref }: ExperimentTracker,
  { name, uris }: Candidate,
): Promise<Way | undefined> {
  if (ref.place.form !== 'server') return { form: 'copy' };
  const trackingUri = ref.place.url;
  const variables = await trackerVariables(trackingUri, { secrets, environment: process.env });
  const fetched = uris.map((uri) => ({
    label: uri,
    description: uri.includes('@')
      ? t('the version that has the alias at each start')
      : t('this one, fetched at each start'),
    way: { form: 'tracker', uri, trackingUri, variables } as const,
  }));
  const copy = {
    label: t('Copy of its files'),
    description: t('kept in the project; the tracker is not needed any more'),
    way: { form: 'copy' } as const,
  };
  const isHere = trackingPlace({ tracker: 'mlflow', uri: trackingUri })?.kind === 'loopback';
  const items = isHere ? [copy, ...fetched] : [...fetched, copy];
  const question = { title: t('Serve {0}', name), placeHolder: t('Where does the server get it?') };
  return (await window.showQuickPick(items, question))?.way;
}
