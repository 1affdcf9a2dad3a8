import { withWholeProgress } from '../../adapters/vscode/progress.ts';
import { assertNever, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type Applied, resultTable } from '../../domain/deploy/applyReport.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import { type Done, doneOf, undoDocument, type Undone } from '../../domain/deploy/undoDocument.ts';
import type { Place } from '../shared/choosePlace.ts';
import { placeText, writable } from '../shared/contextProtection.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lossesWith } from './lossText.ts';

/** Remembers the last apply of this window and takes it back. Nothing that somebody has changed since is touched. */
export class UndoApply {
  #last: { readonly place: Place; readonly done: readonly Done[] } | undefined;

  get canUndo(): boolean {
    return this.#last !== undefined;
  }

  /** After an apply that changed nothing there is nothing to undo: the one before is not what the user means any more. */
  remember(place: Place, applied: readonly Applied[]): void {
    const done = applied.flatMap(doneOf);
    this.#last = done.length === 0 ? undefined : { place, done };
  }

  async undo(deps: KubernetesDeps): Promise<Result<void>> {
    const last = this.#last;
    if (!last) return fail(nothingToUndo());
    const { place, done } = last;
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
    const outcomes = await undoAll(done, place, where);
    const undone = new Set(outcomes.filter(({ result }) => result.ok).map((each) => each.done));
    const left = done.filter((each) => !undone.has(each));
    this.#last = left.length === 0 ? undefined : { place, done: left };
    await report(deps, where, outcomes);
    return ok(undefined);
  }
}

/** One for each that was tried; what is left when the user stops can be undone later. */
async function undoAll(done: readonly Done[], place: Place, where: string): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await withWholeProgress(t('Undoing the apply to {0}', where), async (progress, signal) => {
    // What was applied last may need what was applied first.
    for (const [index, each] of done.toReversed().entries()) {
      if (signal.aborted) break;
      progress(each.name, index / done.length);
      outcomes.push({ done: each, result: await undoDocument(each, place.cluster, signal) });
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

function nothingToUndo(): Failure {
  return {
    code: 'not-found',
    message: t('There is no apply to undo.'),
    nextStep: t('Only the last apply of this window can be undone.'),
  };
}
