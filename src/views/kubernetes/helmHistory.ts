import { type QuickPickItem, window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatAge } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { shortLine } from '../../domain/cluster/objectHealth.ts';
import { historyOf, type ReleaseEntry, type ReleaseSummary } from '../../domain/helm/release.ts';
import { releaseHealth } from '../../domain/helm/releaseHealth.ts';
import { compareParts, type ReleasePart, showPart } from './helmDocuments.ts';
import { releaseName, type ReleaseTarget } from './helmTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Each is read for its chart; helm itself keeps ten unless it is told otherwise. */
const DETAILED = 20;

interface Revision {
  readonly entry: ReleaseEntry;
  readonly summary: ReleaseSummary | undefined;
}

type Step = (deps: KubernetesDeps, target: ReleaseTarget) => Promise<Result<void>>;

/** The revisions of a release, and what each changed. */
export async function showHistory(deps: KubernetesDeps, target: ReleaseTarget): Promise<Result<void>> {
  const read = await readHistory(target);
  if (!read.ok) return read;
  const revisions = read.value;
  const chosen = await pickRevision(revisions, t('History of {0}', releaseName(target)), t('Which revision?'));
  if (!chosen) return fail(CANCELLED);
  const steps = stepsOf(chosen, revisions);
  const title = t('{0}, revision {1}', target.release.name, chosen.entry.revision);
  const picked = await window.showQuickPick(steps, { title, ignoreFocusOut: true });
  return picked ? await picked.step(deps, target) : fail(CANCELLED);
}

/** The revisions with their charts, the newest first. */
export function readHistory({ cluster, release }: ReleaseTarget): Promise<Result<readonly Revision[]>> {
  return withProgress(t('Reading the history of {0}', release.name), async (_report, signal) => {
    const entries = await cluster.releases.list(release.store, release.namespace, signal);
    if (!entries.ok) return entries;
    const history = historyOf(entries.value, release);
    const summaries = await Promise.all(
      history.slice(0, DETAILED).map((entry) => cluster.releases.summary(entry, signal)),
    );
    return ok(
      history.map((entry, index) => {
        const summary = summaries[index];
        return { entry, summary: summary?.ok === true ? summary.value : undefined };
      }),
    );
  });
}

/** Lets the user choose one of them. */
export async function pickRevision(
  revisions: readonly Revision[],
  title: string,
  placeHolder: string,
): Promise<Revision | undefined> {
  const now = new Date();
  const items = revisions.map((revision) => {
    const { entry, summary } = revision;
    const chart = summary ? `${summary.chart} ${summary.chartVersion}` : t('chart not read');
    return {
      label: t('Revision {0}', entry.revision),
      description: [releaseHealth(entry, now).text, chart, formatAge(entry.createdAt, now)].join(' · '),
      detail: shortLine(summary?.description ?? ''),
      revision,
    };
  });
  const options = { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true };
  return (await window.showQuickPick(items, options))?.revision;
}

/** What changes a release is loaded when it is asked for. */
function backTo(entry: ReleaseEntry): Step {
  return async (deps, target) => await (await import('./helmChange.ts')).rollBackTo(deps, target, entry);
}

function stepsOf(chosen: Revision, all: readonly Revision[]): (QuickPickItem & { readonly step: Step })[] {
  const { entry } = chosen;
  const at = all.indexOf(chosen);
  const [newest, before] = [all[0]?.entry, all[at + 1]?.entry];
  const compare =
    (part: ReleasePart, first: ReleaseEntry, second: ReleaseEntry): Step =>
    async (deps, target) =>
      await compareParts(deps, target, [first, second], part);
  const show =
    (part: ReleasePart): Step =>
    async (deps, target) =>
      await showPart(deps, target, entry, part);
  const withOther: Step = async (deps, target) => {
    const others = all.filter((each) => each !== chosen);
    const other = await pickRevision(others, t('Compare revision {0}', entry.revision), t('With which one?'));
    if (!other) return fail(CANCELLED);
    const [first = entry, second = entry] = [entry, other.entry].toSorted((a, b) => a.revision - b.revision);
    return await compareParts(deps, target, [first, second], 'manifest');
  };
  return [
    ...(before
      ? [
          { label: `$(diff) ${t('What it changed in the manifest')}`, step: compare('manifest', before, entry) },
          { label: `$(diff) ${t('What it changed in the values')}`, step: compare('values', before, entry) },
        ]
      : []),
    ...(newest && newest !== entry
      ? [{ label: `$(diff) ${t('What has changed in the manifest since')}`, step: compare('manifest', entry, newest) }]
      : []),
    ...(all.length > 1 ? [{ label: `$(diff) ${t('Compare with another revision…')}`, step: withOther }] : []),
    ...(entry === newest && entry.status === 'deployed'
      ? []
      : [{ label: `$(discard) ${t('Roll back to it…')}`, step: backTo(entry) }]),
    { label: `$(file-code) ${t('Show its manifest')}`, step: show('manifest') },
    { label: `$(settings) ${t('Show its values')}`, step: show('values') },
  ];
}
