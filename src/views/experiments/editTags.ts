import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { tagKeyProblem, tagValueProblem } from '../../domain/experiments/nameProblems.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { askName } from './askName.ts';
import { type ChangedRuns, changeRuns, type ChangeParts } from './changeTracker.ts';
import type { RunSubject } from './showRun.ts';

/** What MLflow writes for itself: a change of `mlflow.parentRunId` and the like breaks its own pages. */
const OWN = /^mlflow\./;
/** Characters of a value in the list. */
const SHOWN = 120;

/** What came of a choice in the list. */
type Edited = Pick<ChangedRuns, 'after' | 'failure'>;
const NOTHING: Edited = { after: [] };

interface TagItem extends QuickPickItem {
  readonly key?: string;
}

/** Tags of one run or of several: adds, changes and removes them, until the user leaves the list. */
export async function editTags(parts: ChangeParts, runs: readonly RunSubject[]): Promise<Result<void>> {
  const [only, ...more] = runs;
  if (!only) return ok(undefined);
  const title = more.length === 0 ? t('Tags of run {0}', only.name) : t('Tags of {0} runs', runs.length);
  const read = await readRuns(parts.trackers, runs);
  if (!read.ok) return read;
  const known = new Map(read.value.map((run) => [run.id, run]));
  for (;;) {
    const tags = tagsOf([...known.values()]);
    const items: TagItem[] = [
      { label: t('Add a tag…'), alwaysShow: true },
      ...(tags.size > 0 ? [{ label: t('tags'), kind: QuickPickItemKind.Separator }] : []),
      ...Array.from(tags, ([key, values]) => ({ label: key, description: shown(values, runs.length), key })),
    ];
    const placeHolder = t('Choose a tag to change or remove');
    const picked = await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
    if (!picked) return ok(undefined);
    const outcome =
      picked.key === undefined
        ? await addTag(parts, runs, title)
        : await editTag(parts, runs, { key: picked.key, values: tags.get(picked.key) ?? [] });
    for (const run of outcome.after) known.set(run.id, run);
    if (outcome.failure) return fail(outcome.failure);
  }
}

async function readRuns(trackers: TrackerHub, runs: readonly RunSubject[]): Promise<Result<readonly TrackedRun[]>> {
  return await withProgress(t('Reading tags'), async (_report, signal) => {
    const found: TrackedRun[] = [];
    for (const { trackerId, runId } of runs) {
      const tracker = await trackers.tracker(trackerId);
      if (!tracker.ok) return tracker;
      const details = await tracker.value.run(runId, signal);
      if (!details.ok) return details;
      found.push(details.value.run);
    }
    return ok(found);
  });
}

/** Values of each tag in the runs that have it. */
function tagsOf(runs: readonly TrackedRun[]): ReadonlyMap<string, readonly string[]> {
  const keys = [...new Set(runs.flatMap(({ tags }) => [...tags.keys()]))].filter((key) => !OWN.test(key)).sort();
  return new Map(keys.map((key) => [key, runs.flatMap(({ tags }) => tags.get(key) ?? [])]));
}

function shown(values: readonly string[], runs: number): string {
  const distinct = [...new Set(values)];
  const text = distinct.length === 1 ? (distinct[0] ?? '') : t('{0} different values', distinct.length);
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return values.length === runs ? short : t('{0} (in {1} of {2} runs)', short, values.length, runs);
}

async function addTag(parts: ChangeParts, runs: readonly RunSubject[], title: string): Promise<Edited> {
  const key = await askName({ title, prompt: t('Key of the new tag'), problemOf: keyProblem });
  return key === undefined ? NOTHING : await changeValue(parts, runs, { key, values: [] });
}

const keyProblem = (key: string) =>
  tagKeyProblem(key) ?? (OWN.test(key) ? t('Tags that begin with mlflow. are those of MLflow itself.') : undefined);

interface Tag {
  readonly key: string;
  readonly values: readonly string[];
}

async function editTag(parts: ChangeParts, runs: readonly RunSubject[], tag: Tag): Promise<Edited> {
  const change = { label: t('Change its value…') };
  const remove = { label: t('Remove the tag') };
  const picked = await window.showQuickPick([change, remove], { title: t('Tag {0}', tag.key) });
  if (picked === change) return await changeValue(parts, runs, tag);
  return picked === remove ? await removeTag(parts, runs, tag.key) : NOTHING;
}

async function changeValue(
  { trackers }: ChangeParts,
  runs: readonly RunSubject[],
  { key, values }: Tag,
): Promise<Edited> {
  const [value = ''] = new Set(values).size === 1 ? values : [];
  const text = await window.showInputBox({
    title: t('Tag {0}', key),
    prompt: runs.length > 1 ? t('Its value in all {0} runs', runs.length) : t('Its value'),
    value,
    ignoreFocusOut: true,
    validateInput: tagValueProblem,
  });
  if (text === undefined) return NOTHING;
  return await changeRuns(trackers, runs, {
    title: t('Setting tag {0}', key),
    act: async ({ writer }, { runId }, signal) => writer.setTag(runId, key, text, signal),
  });
}

/** The values come back with Undo. */
async function removeTag(parts: ChangeParts, runs: readonly RunSubject[], key: string): Promise<Edited> {
  const { trackers, notify } = parts;
  const before = new Map<string, string>();
  const changed = await changeRuns(trackers, runs, {
    title: t('Removing tag {0}', key),
    act: async ({ tracker, writer }, { runId }, signal) => {
      const details = await tracker.run(runId, signal);
      const value = details.ok ? details.value.run.tags.get(key) : undefined;
      if (!details.ok) return details;
      if (value === undefined) return ok(details.value.run);
      before.set(runId, value);
      return await writer.deleteTag(runId, key, signal);
    },
  });
  const removed = changed.done.filter(({ runId }) => before.has(runId));
  const undo = async () => {
    const back = await changeRuns(trackers, removed, {
      title: t('Setting tag {0}', key),
      act: async ({ writer }, { runId }, signal) => writer.setTag(runId, key, before.get(runId) ?? '', signal),
    });
    if (back.failure) notify.failure(back.failure);
  };
  if (removed.length > 0) notify.info(t('Tag {0} is removed.', key), { title: t('Undo'), run: undo });
  return changed;
}
