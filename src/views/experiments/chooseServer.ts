import { window } from 'vscode';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { isWritable } from '../../domain/experiments/tracker.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { type ChangeableTracker, changeable } from './changeTracker.ts';

export interface ServerQuestion {
  readonly title: string;
  /** What is to be done, for when there is no server. */
  readonly none: string;
  /** Stores on this machine will do, too. */
  readonly isLocalToo?: boolean;
  /** A tracker that cannot be meant. */
  readonly except?: string;
}

/** Of the trackers that are listed, one that can be written to. With one alone there is no question, unless another one was ruled out. */
export async function chooseServer(
  trackers: TrackerHub,
  { title, none, except, isLocalToo = false }: ServerQuestion,
): Promise<Result<ChangeableTracker>> {
  const found = await trackers.found();
  const servers = found.trackers.filter(
    (ref) => ref.id !== except && isWritable(ref) && (isLocalToo || ref.place.form === 'server'),
  );
  if (servers.length === 0)
    return fail({ code: 'not-found', message: none, nextStep: t('Add one with the plus of the Experiments view.') });
  const items = servers.map((ref) => ({ label: ref.label, ref }));
  const [only] = items;
  const isAsked = items.length > 1 || except !== undefined;
  const chosen = isAsked ? await window.showQuickPick(items, { title }) : only;
  return chosen ? await changeable(trackers, chosen.ref.id) : fail(CANCELLED);
}
