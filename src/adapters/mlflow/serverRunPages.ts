import { ok, type Result } from '../../domain/base/failure.ts';
import { matchesFilter } from '../../domain/experiments/matchesFilter.ts';
import type { RunPage, RunQuery } from '../../domain/experiments/ports.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { type FilterFeatures, serverFilterText } from './serverFilter.ts';
import { runOf } from './serverRecords.ts';
import { type TokenPage, tokenPages } from './tokenPages.ts';

/** What fits on a screen comes first. */
const FIRST_RUNS = 100;
/** A server needs about half a second for so many (measured with 50 metrics each); larger pages are not faster, and reading one of 1000 held up the rest of the editor for twice as long. */
const PAGE_RUNS = 500;
const SMALLEST_PAGE = 10;

const VIEWS = { active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' } as const;

/** Runs in pages, the newest first. */
export async function* serverRunPages(
  api: ServerApi,
  query: RunQuery,
  features: FilterFeatures,
  signal: AbortSignal,
): AsyncGenerator<Result<RunPage>> {
  const { filter: wanted } = query;
  const given = wanted && serverFilterText(wanted, features);
  const isWanted = (run: TrackedRun): boolean => wanted === undefined || matchesFilter(wanted, run);
  let left = query.limit;
  const seen = new Set<string>();
  // A search knows no `or`: each is asked, and a run that comes twice is left out.
  for (const changed of changesSince(query.changedSince)) {
    const filter = [given, changed].filter((part) => part !== undefined).join(' and ');
    for await (const page of pagesOf(api, { query, filter, limit: left }, signal)) {
      if (!page.ok) {
        yield page;
        return;
      }
      // Servers before 3 take NaN for 0, and databases differ in what they call equal: what comes is looked at once more.
      const runs = page.value.filter((run) => !seen.has(run.id) && isWanted(run)).slice(0, left);
      for (const { id } of runs) seen.add(id);
      left -= runs.length;
      yield ok({ runs });
      if (left <= 0) return;
    }
  }
}

/** MLflow does not tell when a run changed; one that is over changes by hand alone. */
function changesSince(time: number | undefined): readonly (string | undefined)[] {
  if (time === undefined) return [undefined];
  const since = Math.max(1, Math.floor(time));
  return ["attributes.status = 'RUNNING'", `attributes.start_time >= ${since}`, `attributes.end_time >= ${since}`];
}

function pagesOf(
  api: ServerApi,
  { query, filter, limit }: { readonly query: RunQuery; readonly filter: string; readonly limit: number },
  signal: AbortSignal,
): AsyncGenerator<Result<readonly TrackedRun[]>> {
  let count = 0;
  let most = FIRST_RUNS;
  const ask = async (token: string | undefined): Promise<Result<TokenPage<TrackedRun>>> => {
    for (;;) {
      const body = {
        experiment_ids: query.experimentIds,
        run_view_type: VIEWS[query.lifecycle],
        max_results: Math.min(most, Math.max(1, limit - count)),
        order_by: ['attributes.start_time DESC'],
        ...(filter === '' ? {} : { filter }),
        ...(token === undefined ? {} : { page_token: token }),
      };
      const answer = await api.search('2.0/mlflow/runs/search', body, signal);
      if (answer.ok) {
        const page = pageOf(answer.value, 'runs', runOf);
        count += page.items.length;
        if (token === undefined) most = PAGE_RUNS;
        return ok(page);
      }
      // Runs with thousands of metrics: smaller pages pass the limits in size and time.
      const isTooMuch = answer.failure.about === 'size' || answer.failure.code === 'timeout';
      if (!isTooMuch || most <= SMALLEST_PAGE) return answer;
      most = Math.max(SMALLEST_PAGE, Math.floor(most / 4));
    }
  };
  return tokenPages(ask, { where: api.where, isEnough: () => count >= limit });
}
