import { fail, type Result } from '../../domain/base/failure.ts';
import type { DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { subjectsOfKind } from '../shared/subjects.ts';
import { createExperiment, deleteExperiment, renameExperiment, restoreExperiment } from './changeExperiments.ts';
import { deleteRuns, endRuns, renameRun, restoreRuns } from './changeTrackedRuns.ts';
import type { ChangeParts } from './changeTracker.ts';
import { editTags } from './editTags.ts';
import { type AliasSubject, removeAlias, setAlias } from './modelAliases.ts';
import { NoteEditor } from './noteEditor.ts';
import { registerModel } from './registerModel.ts';
import type { RunSubject } from './showRun.ts';

export interface ChangeActionsParts extends ChangeParts {
  /** Owns what is made for the commands. */
  readonly store: DisposableStore;
  /** Runs that are selected in the table that a menu or the palette is about. */
  readonly tableRuns: (context: unknown) => readonly RunSubject[];
}

/** What the commands do that change a tracker. They get the clicked row and the selected ones, or what a page says of the place that was clicked. */
export function changeActions(parts: ChangeActionsParts) {
  let notes: NoteEditor | undefined;
  const editNote = async (run: RunSubject) => {
    notes ??= parts.store.add(new NoteEditor(parts));
    return await notes.edit(run);
  };
  const onExperiment =
    (act: (parts: ChangeParts, subject: SubjectOf<'experiment'>) => Promise<Result<void>>) =>
    async (clicked: unknown, selected: unknown) => {
      const [subject] = subjectsOfKind(clicked, selected, 'experiment');
      return subject && (await act(parts, subject));
    };
  const onRuns =
    (act: (runs: readonly RunSubject[]) => Promise<Result<void>>) => async (clicked: unknown, selected: unknown) => {
      const rows = subjectsOfKind(clicked, selected, 'trackedRun');
      const runs = rows.length > 0 ? rows : parts.tableRuns(clicked);
      return runs.length > 0 ? await act(runs) : fail(noRun());
    };
  const onRun = (act: (run: RunSubject) => Promise<Result<void>>) =>
    onRuns(async ([run, ...more]) => (run && more.length === 0 ? await act(run) : fail(tooMany(more.length + 1))));
  return {
    'trainyard.experiments.createExperiment': async (clicked: unknown, selected: unknown) => {
      const [tracker] = subjectsOfKind(clicked, selected, 'tracker');
      return await createExperiment(parts, tracker?.trackerId);
    },
    'trainyard.experiments.renameExperiment': onExperiment(renameExperiment),
    'trainyard.experiments.deleteExperiment': onExperiment(deleteExperiment),
    'trainyard.experiments.restoreExperiment': onExperiment(restoreExperiment),
    'trainyard.experiments.renameRun': onRun(async (run) => await renameRun(parts, run)),
    'trainyard.experiments.editNote': onRun(editNote),
    'trainyard.experiments.editTags': onRuns(async (runs) => await editTags(parts, runs)),
    'trainyard.experiments.endRun': onRuns(async (runs) => await endRuns(parts, runs)),
    'trainyard.experiments.deleteRun': onRuns(async (runs) => await deleteRuns(parts, runs)),
    'trainyard.experiments.restoreRun': onRuns(async (runs) => await restoreRuns(parts, runs)),
    'trainyard.experiments.registerModel': async (clicked: unknown, selected: unknown) => {
      const [of] = subjectsOfKind(clicked, selected, 'artifact', 'loggedModel');
      if (of) return await registerModel(parts, of);
      return await onRun(async (run) => await registerModel(parts, run))(clicked, selected);
    },
    'trainyard.experiments.setAlias': async (clicked: unknown) => await setAlias(parts, aliasSubject(clicked)),
    'trainyard.experiments.removeAlias': async (clicked: unknown) => await removeAlias(parts, aliasSubject(clicked)),
  };
}

/** What a row says of the version that is meant; undefined from the palette. */
function aliasSubject(clicked: unknown): AliasSubject | undefined {
  const [subject] = subjectsOfKind(clicked, undefined, 'registeredModel', 'modelVersion');
  return subject?.kind === 'registeredModel' ? { trackerId: subject.trackerId, model: subject.name } : subject;
}

function noRun() {
  return {
    code: 'invalid' as const,
    message: t('No run is selected.'),
    nextStep: t('Select runs in the Experiments view or in a table of runs.'),
  };
}

function tooMany(count: number) {
  return {
    code: 'invalid' as const,
    message: t('{0} runs are selected; this is done with one at a time.', count),
    nextStep: t('Select one run.'),
  };
}
