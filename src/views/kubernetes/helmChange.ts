import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { rollbackArgs, uninstallArgs } from '../../domain/helm/helmCommands.ts';
import type { ReleaseEntry, ReleaseObject } from '../../domain/helm/release.ts';
import { writable } from '../shared/contextProtection.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';
import { pickRevision, readHistory } from './helmHistory.ts';
import { refreshReleases, releaseName, type ReleaseTarget } from './helmTarget.ts';
import { helmTimes } from './helmTimes.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { lossesWith, shortList } from './lossText.ts';

/** As many names as a question can hold and still be read. */
const NAMED = 12;

/** Lets the user choose a revision and brings the release back to it. */
export async function rollBack(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const ready = await readyToChange(deps, target);
  if (!ready.ok) return ready;
  const read = await readHistory(target);
  if (!read.ok) return read;
  const [newest, ...older] = read.value;
  // One that failed or was cut off may be put right by going back to itself.
  const all = newest?.entry.status === 'deployed' ? older : read.value;
  if (all.length === 0) {
    return fail({
      code: 'not-found',
      message: t('helm keeps no other revision of {0}.', target.release.name),
      nextStep: t('There is one after the first upgrade.'),
    });
  }
  const title = t('Roll back {0}', releaseName(target));
  const chosen = await pickRevision(all, title, t('Back to which revision?'));
  return chosen ? await rollBackTo(deps, target, chosen.entry) : fail(CANCELLED);
}

/** Brings a release back to a revision, which becomes a new one. */
export async function rollBackTo(
  deps: KubernetesDeps,
  target: ReleaseTarget,
  { revision }: ReleaseEntry,
): Promise<Result<void>> {
  const ready = await readyToChange(deps, target);
  if (!ready.ok) return ready;
  const { cluster, release } = target;
  const confirmed = await confirmLoss(deps, cluster, {
    message: t('Roll {0} back to revision {1}?', releaseName(target), revision),
    detail: t('Its objects become those of that revision. What was changed since can be had back from the history.'),
    verb: t('Roll back'),
    name: release.name,
  });
  if (!confirmed.ok) return confirmed;
  const { minutes } = helmTimes();
  const title = t('Rolling {0} back to revision {1}', releaseName(target), revision);
  const run = (takesOver: boolean) =>
    runHelm(deps, target, title, rollbackArgs(release, revision, { minutes, takesOver }));
  let done = await run(false);
  if (!done.ok && done.failure.code === 'conflict') {
    const message = t('Somebody else has changed fields that the rollback sets. Take them over?');
    const isWanted = await deps.confirm({ message, detail: done.failure.message, verb: t('Take over') });
    if (isWanted) done = await run(true);
  }
  if (done.ok) deps.notify.info(t('{0} was rolled back to revision {1}.', releaseName(target), revision));
  return done;
}

/** Removes a release with its objects and its history, after naming them. */
export async function uninstall(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const ready = await readyToChange(deps, target);
  if (!ready.ok) return ready;
  const { cluster, release } = target;
  const read = await withProgress(t('Looking what belongs to it'), (_report, signal) =>
    cluster.releases.summary(release, signal),
  );
  if (!read.ok && read.failure.code === 'cancelled') return read;
  const confirmed = await confirmLoss(deps, cluster, {
    message: t('Uninstall {0}?', releaseName(target)),
    detail: read.ok ? lossOf(read.value.objects) : t('What belongs to it could not be read: {0}', read.failure.message),
    verb: t('Uninstall'),
    name: release.name,
  });
  if (!confirmed.ok) return confirmed;
  const { minutes } = helmTimes();
  const title = t('Uninstalling {0}', releaseName(target));
  const done = await runHelm(deps, target, title, uninstallArgs(release, minutes));
  if (done.ok) deps.notify.info(t('{0} was uninstalled.', releaseName(target)));
  return done;
}

/** Before any question: what would refuse it, and whether there is a helm at all. */
async function readyToChange(deps: KubernetesDeps, { cluster }: ReleaseTarget): Promise<Result<unknown>> {
  const allowed = writable(cluster);
  return allowed.ok ? await (await deps.loadHelm()).version(new AbortController().signal) : allowed;
}

async function runHelm(
  deps: KubernetesDeps,
  { cluster, release }: ReleaseTarget,
  title: string,
  args: readonly string[],
): Promise<Result<void>> {
  const program = await deps.loadHelm();
  const { timeoutMs } = helmTimes();
  const options = { store: release.store, timeoutMs };
  const done = await withProgress(title, (_report, signal) => program.run(cluster.connection, args, options, signal));
  refreshReleases(deps, cluster);
  return done.ok ? ok(undefined) : done;
}

function lossOf(objects: readonly ReleaseObject[]): string {
  const names = objects.map(({ kind, name }) => `${kind} ${name}`);
  const losses = lossesWith(objects.map(({ kind }) => kind));
  return [t('With it go its history and:'), ...shortList(names, NAMED), ...losses].join('\n');
}
