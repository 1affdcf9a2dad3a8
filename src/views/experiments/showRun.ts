import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import { actsOfRun, hasModel } from '../../domain/experiments/runPageActs.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { TrackerChange } from '../../domain/experiments/trackerHub.ts';
import { trackedRunSheet } from '../../domain/experiments/trackedRunSheet.ts';
import type { ActionDeps } from './experimentActions.ts';

export type RunSubject = SubjectOf<'trackedRun'>;

/** The run's page as a read-only document. */
export async function showRun(deps: ActionDeps, subject: RunSubject): Promise<Result<void>> {
  const page = await withProgress(t('Reading run {0}', subject.name), async (_report, signal) =>
    readPage(deps, subject, signal),
  );
  if (!page.ok) return page;
  const { text, run, tracker } = page.value;
  const uri = await deps.documents.show(fileName(subject), text);
  deps.pages.set(uri, subject, actsOfRun(run));
  // The page does not wait for a look into the run's folders.
  if (await hasModel(tracker, run.id, new AbortController().signal)) deps.pages.offer(uri, 'serveModel');
  return ok(undefined);
}

/** Two runs side by side; of more than two it is not known which are meant. */
export async function compareTrackedRuns(deps: ActionDeps, runs: readonly RunSubject[]): Promise<Result<void>> {
  const [left, right] = runs;
  if (!left || !right || runs.length > 2)
    return fail({
      code: 'invalid',
      message: t('{0} runs are selected; two can be laid side by side.', runs.length),
      nextStep: t('Select two runs with Ctrl or Cmd, or open the table of the experiment to compare more.'),
    });
  const texts = await withProgress(t('Reading both runs'), async (_report, signal) => {
    const pages = await Promise.all([left, right].map((run) => readPage(deps, run, signal)));
    const failed = pages.find((page) => !page.ok);
    if (failed && !failed.ok) return failed;
    return signal.aborted ? fail(CANCELLED) : ok(pages.map((page) => (page.ok ? page.value.text : '')));
  });
  if (!texts.ok) return texts;
  const [before = '', after = ''] = texts.value;
  await deps.documents.showDiff(
    { name: fileName(left), content: before },
    { name: fileName(right), content: after },
    t('{0} ↔ {1}', left.name, right.name),
  );
  return ok(undefined);
}

/** Pages of these runs that are open show what a change has left. */
export async function updatePages(
  deps: Pick<ActionDeps, 'documents' | 'trackers' | 'loadManifestText'>,
  { trackerId, runs = [] }: TrackerChange,
): Promise<void> {
  const { signal } = new AbortController();
  for (const { id: runId, experimentId } of runs) {
    await deps.documents.update(endOfName(runId), async () => {
      const page = await readPage(deps, { trackerId, runId, experimentId }, signal);
      return page.ok ? page.value.text : undefined;
    });
  }
}

const fileName = ({ name, runId }: RunSubject) => `${name}${endOfName(runId)}`;

const endOfName = (runId: string) => ` ${runId.slice(0, 8)}.run.yaml`;

interface ReadPage {
  readonly text: string;
  readonly run: TrackedRun;
  readonly tracker: ExperimentTracker;
}

async function readPage(
  { trackers, loadManifestText }: Pick<ActionDeps, 'trackers' | 'loadManifestText'>,
  { trackerId, runId, experimentId }: Pick<RunSubject, 'trackerId' | 'runId' | 'experimentId'>,
  signal: AbortSignal,
): Promise<Result<ReadPage>> {
  const tracker = await trackers.tracker(trackerId);
  if (!tracker.ok) return tracker;
  const [details, artifacts, experiment, versions] = await Promise.all([
    tracker.value.run(runId, signal),
    tracker.value.artifacts(runId, '', signal),
    experimentName(tracker.value, experimentId, signal),
    tracker.value.registry?.runVersions(runId, signal),
  ]);
  if (!details.ok) return details;
  // A registry that does not answer costs the page its list alone.
  const registered = versions?.ok === true ? versions.value : [];
  const facts = { ref: tracker.value.ref, experiment, artifacts, versions: registered, now: new Date() };
  const text = await (await loadManifestText()).print(trackedRunSheet(details.value, facts));
  return ok({ text, run: details.value.run, tracker: tracker.value });
}

/** Its id where the name cannot be read. */
export async function experimentName(
  tracker: ExperimentTracker,
  experimentId: string,
  signal: AbortSignal,
): Promise<string> {
  const experiments = await tracker.experiments(signal);
  const all = experiments.ok ? experiments.value : [];
  return all.find(({ id }) => id === experimentId)?.name ?? experimentId;
}
