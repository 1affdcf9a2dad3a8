import { type QuickPickItem, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { modelSources, type NamedSource } from '../../domain/experiments/modelSources.ts';
import { modelNameProblem } from '../../domain/experiments/nameProblems.ts';
import { noModels } from '../../domain/experiments/noModels.ts';
import { pickLater } from '../shared/pickLater.ts';
import type { ArtifactSubject } from './artifacts.ts';
import { askName } from './askName.ts';
import { type ChangeableTracker, changeable, changeTracker, type ChangeParts } from './changeTracker.ts';
import type { RunSubject } from './showRun.ts';

type LoggedModelSubject = SubjectOf<'loggedModel'>;

/** Registers what a run has left as a model: the one that was clicked, the folder of the MLmodel file that was, or the one that the user chooses. */
export async function registerModel(
  parts: ChangeParts,
  subject: RunSubject | ArtifactSubject | LoggedModelSubject,
): Promise<Result<void>> {
  const found = await changeable(parts.trackers, subject.trackerId);
  if (!found.ok) return found;
  const source = subject.kind === 'trackedRun' ? await chooseSource(found.value, subject) : ok(sourceOf(subject));
  return source.ok ? await registerSource(parts, found.value, source.value) : source;
}

async function registerSource(
  { trackers, notify, commands }: ChangeParts,
  found: ChangeableTracker,
  { name: label, source }: NamedSource,
): Promise<Result<void>> {
  const { ref } = found.tracker;
  const model = await chooseName(found, label);
  if (!model.ok) return model;
  const made = await changeTracker(trackers, {
    trackerId: ref.id,
    title: t('Registering {0} as {1}', label, model.value),
    act: async ({ writer: { models } }, signal) =>
      models ? await models.register(model.value, source, signal) : noModels(found.tracker),
    runsOf: () => [],
  });
  if (!made.ok) return made;
  const version = { trackerId: ref.id, model: made.value.model, version: made.value.version };
  notify.info(t('{0} is version {1} of model {2}.', label, version.version, version.model), {
    title: t('Set alias…'),
    run: () => commands.run('trainyard.experiments.setAlias', { kind: 'modelVersion', ...version }),
  });
  return ok(undefined);
}

function sourceOf(subject: ArtifactSubject | LoggedModelSubject): NamedSource {
  if (subject.kind === 'artifact') return folderOf(subject);
  const { modelId: id, runId, name } = subject;
  return { name, source: { form: 'loggedModel', model: { id, ...definedOf({ runId }) } } };
}

function folderOf({ runId, path }: ArtifactSubject): NamedSource {
  const folder = path.split('/').slice(0, -1).join('/');
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  return { name: name === '' ? runId.slice(0, 8) : name, source: { form: 'artifacts', runId, path: folder } };
}

async function chooseSource({ tracker }: ChangeableTracker, run: RunSubject): Promise<Result<NamedSource>> {
  const sources = await withProgress(t('Looking for models of run {0}', run.name), async (_report, signal) =>
    modelSources(tracker, run.runId, signal),
  );
  if (!sources.ok) return sources;
  const [only] = sources.value;
  if (!only)
    return fail({
      code: 'not-found',
      message: t('Run {0} has left no model.', run.name),
      nextStep: t('log_model() of mlflow in your code makes one.'),
    });
  if (sources.value.length === 1) return ok(only);
  const items = sources.value.map((each) => ({ label: each.name, each }));
  const picked = await window.showQuickPick(items, { title: t('Register which model of run {0}?', run.name) });
  return picked ? ok(picked.each) : fail(CANCELLED);
}

interface NameItem extends QuickPickItem {
  /** Absent: a new one. */
  readonly model?: string;
}

async function chooseName({ tracker }: ChangeableTracker, label: string): Promise<Result<string>> {
  const load = async (signal: AbortSignal): Promise<Result<readonly NameItem[]>> => {
    const known = await tracker.registry?.models(signal);
    if (known && !known.ok) return known;
    const items = (known?.value ?? []).map(({ name }) => ({ label: name, description: t('new version'), model: name }));
    return ok([{ label: t('New model…'), alwaysShow: true }, ...items]);
  };
  const title = t('Register {0} as', label);
  const picked = await pickLater(load, { title, placeHolder: t('A new model, or a new version of one') });
  if (!picked.ok) return picked;
  if (picked.value.model !== undefined) return ok(picked.value.model);
  const value = modelNameProblem(label) === undefined ? label : '';
  const name = await askName({ title, prompt: t('Name of the new model'), value, problemOf: modelNameProblem });
  return name === undefined ? fail(CANCELLED) : ok(name);
}
