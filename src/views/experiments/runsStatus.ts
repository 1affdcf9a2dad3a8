import { definedOf } from '../../domain/base/defined.ts';
import { sentencesOf } from '../../domain/base/failure.ts';
import { formatTime } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { printFilter } from '../../domain/experiments/printFilter.ts';
import type { LiveRuns, LiveRunsState } from '../../domain/experiments/liveRuns.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { RunsStatus } from '../../protocol/experimentsPage.ts';

/** How the runs of a table are, in words, and what is wrong with the filter. */
export function runsStatus(runs: LiveRuns, { filter }: RunsModel): RunsStatus {
  const failure = filter.ok ? undefined : filter.failure;
  const wrong = failure && sentencesOf(failure);
  const filterNote = wrong ?? (filter.ok ? whereJudged(runs, printFilter(filter.value)) : undefined);
  return { ...readingStatus(runs), isFilterWrong: failure !== undefined, ...definedOf({ filterNote }) };
}

/** Nothing is said as long as all runs are here. */
function whereJudged({ state, table }: LiveRuns, filter: string): string | undefined {
  const { judgedThere, isCut } = state;
  if (judgedThere === undefined) {
    if (!isCut || filter === '') return undefined;
    return t('The source cannot judge this filter; it is judged here, over the newest {0} runs.', table.size);
  }
  if (judgedThere === filter) return t('The source has judged the filter.');
  return t('The source has judged {0}; the rest is judged here.', judgedThere);
}

type ReadingStatus = Pick<RunsStatus, 'state' | 'text' | 'nextStep'>;

function readingStatus({ state, table }: LiveRuns): ReadingStatus {
  if (state.kind === 'failed') return failedStatus(state);
  if (state.kind === 'loading') {
    const { total } = state;
    const text =
      total === undefined
        ? t('Reading runs, {0} so far', table.size)
        : t('Reading runs, {0} of {1}', table.size, total);
    return { state: 'loading', text };
  }
  if (state.isCut) return { state: 'partial', text: t('The newest {0} runs are shown; there are more.', table.size) };
  if (table.troubles > 0)
    return { state: 'partial', text: t('{0} runs could not be read whole; they are marked.', table.troubles) };
  return { state: 'ready', text: table.size === 0 ? t('There are no runs yet.') : '' };
}

/** What was read before the failure is old, and no less there. */
function failedStatus({ failure, readAt }: LiveRunsState): ReadingStatus {
  const message = failure?.message ?? '';
  const next = definedOf({ nextStep: failure?.nextStep });
  if (!readAt) return { state: 'failed', text: message, ...next };
  return { state: 'stale', text: t('Not up to date since {0}: {1}', formatTime(readAt), message), ...next };
}
