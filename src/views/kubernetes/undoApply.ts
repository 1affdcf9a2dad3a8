import { window } from 'vscode';
import { withWholeProgress } from '../../adapters/vscode/progress.ts';
import { assertNever, CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatAge } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { ApplyHistory, type PastApply } from '../../domain/deploy/applyHistory.ts';
import { type Applied, resultTable } from '../../domain/deploy/applyReport.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import { type Done, doneOf, undoDocument, type Undone } from '../../domain/deploy/undoDocument.ts';
import type { Place } from '../shared/choosePlace.ts';
import { placeText, writable } from '../shared/contextProtection.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lossesWith } from './lossText.ts';

/** Remembers the applies of this window and takes them back. Nothing that somebody has changed since is touched, also when that was a later apply. */
export class UndoApply {
  readonly #history = new ApplyHistory<Place>();

  /** The id by which it can be undone; undefined: it changed nothing. */
  remember(place: Place, applied: readonly Applied[]): string | undefined {
    return this.#history.add(place, applied.flatMap(doneOf), new Date())?.id;
  }

  /** @param id absent: the user picks one, where there are several */
  async undo(deps: KubernetesDeps, id?: string): Promise<Result<void>> {
    const past = id === undefined ? await this.#pick() : (this.#history.find(id) ?? fail(nothingToUndo()));
    if ('ok' in past) return past;
    const { place, done } = past;
    const { cluster, namespace } = place;
    const allowed = writable(cluster);
    if (!allowed.ok) return allowed;
    const where = placeText(cluster.connection.label, namespace);
    const sure = await confirmLoss(deps, cluster, {
      message:
        done.length === 1
          ? t('Undo the apply to {0}?', where)
          : t('Undo the apply of {0} objects to {1}?', done.length, where),
      detail: questionOf(done),
      verb: t('Undo'),
      name: cluster.connection.label,
    });
    if (!sure.ok) return sure;
    const isHidden = (each: Done) => this.#history.hasLater(past.id, each);
    const outcomes = await undoAll({ done, place, isHidden }, where);
    this.#history.undone(past.id, new Set(outcomes.filter(({ result }) => result.ok).map((each) => each.done)));
    await report(deps, where, outcomes);
    return ok(undefined);
  }

  async #pick(): Promise<PastApply<Place> | Result<never>> {
    const [latest, ...older] = this.#history.all;
    if (!latest) return fail(nothingToUndo());
    if (older.length === 0) return latest;
    const now = new Date();
    const items = [latest, ...older].map((past) => itemOf(past, now));
    const placeHolder = t('What somebody has changed since stays as it is, also by a later apply');
    const picked = await window.showQuickPick(items, { title: t('Undo which apply?'), placeHolder });
    return picked ? picked.past : fail(CANCELLED);
  }
}

/** So many names in one row of a list. */
const NAMED = 3;

function itemOf(past: PastApply<Place>, now: Date) {
  const { at, place, done } = past;
  const names = done.slice(0, NAMED).map(({ name }) => name);
  const more = done.length - names.length;
  const created = done.filter(({ isCreated }) => isCreated).length;
  const where = placeText(place.cluster.connection.label, place.namespace);
  return {
    label: more === 0 ? names.join(', ') : t('{0} and {1} more', names.join(', '), more),
    description: `${where} · ${formatAge(at, now)}`,
    detail: t('{0} created, {1} changed', created, done.length - created),
    past,
  };
}

/** One for each that was tried; what is left when the user stops can be undone later. */
async function undoAll(
  { done, place, isHidden }: Pick<PastApply<Place>, 'done' | 'place'> & { readonly isHidden: (done: Done) => boolean },
  where: string,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await withWholeProgress(t('Undoing the apply to {0}', where), async (progress, signal) => {
    // What was applied last may need what was applied first.
    for (const [index, each] of done.toReversed().entries()) {
      if (signal.aborted) break;
      progress(each.name, index / done.length);
      const result = isHidden(each) ? fail(changedLater()) : await undoDocument(each, place.cluster, signal);
      outcomes.push({ done: each, result });
    }
    return ok(undefined);
  });
  return outcomes;
}

function questionOf(done: readonly Done[]): string {
  const created = done.filter(({ isCreated }) => isCreated).map(({ name }) => name);
  const changed = done.filter(({ isCreated }) => !isCreated).map(({ name }) => name);
  const kinds = done.filter(({ isCreated }) => isCreated).map(({ applied }) => fieldOf(applied, 'kind'));
  return [
    created.length > 0 ? t('Deleted again, with what belongs to it: {0}', created.join(', ')) : undefined,
    changed.length > 0 ? t('Back to what it was: {0}', changed.join(', ')) : undefined,
    ...lossesWith(kinds),
    t('What somebody has changed since stays as it is.'),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

interface Outcome {
  readonly done: Done;
  readonly result: Result<Undone>;
}

async function report(deps: KubernetesDeps, where: string, outcomes: readonly Outcome[]): Promise<void> {
  const failed = outcomes.filter(({ result }) => !result.ok).length;
  const rows = outcomes.map(({ done, result }) => ({ name: done.name, lines: linesOf(result) }));
  const title = t('Undo in {0}', where);
  const show = {
    title: t('Show result'),
    run: () => deps.documents.show(t('Undone.txt'), resultTable(title, rows)),
  };
  if (failed === 0) {
    deps.notify.info(t('The apply to {0} is undone.', where), show);
    return;
  }
  await show.run();
  deps.notify.warning(t('{0} of {1} objects in {2} could not be undone.', failed, outcomes.length, where), show);
}

function linesOf(result: Result<Undone>): readonly string[] {
  if (!result.ok) {
    const { message, nextStep } = result.failure;
    return [t('not undone: {0}', message), ...(nextStep === undefined ? [] : [nextStep])];
  }
  switch (result.value) {
    case 'deleted':
      return [t('deleted again')];
    case 'restored':
      return [t('as it was before')];
    case 'gone':
      return [t('is gone already')];
    case 'same':
      return [t('is as it was before already')];
    default:
      return assertNever(result.value);
  }
}

function changedLater(): Failure {
  return {
    code: 'conflict',
    message: t('a later apply of this window has changed it'),
    nextStep: t('Undo that one first.'),
  };
}

function nothingToUndo(): Failure {
  return {
    code: 'not-found',
    message: t('There is no apply to undo.'),
    nextStep: t('Only what was applied from this window can be undone.'),
  };
}
