import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { HistoryRequest } from '../../domain/experiments/ports.ts';
import type { MetricHistory } from '../../domain/experiments/trackedRun.ts';
import { restFailureOf } from '../http/restFailure.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { isNotServed } from './serverRefusal.ts';
import { historyOf, type Point, pointIn } from './serverPoints.ts';
import { allPages } from './tokenPages.ts';

/** Limits of `get-history-bulk-interval` (mlflow/server/handlers.py: MAX_RUNS_GET_METRIC_HISTORY_BULK, MAX_RESULTS_PER_RUN). */
const MOST_RUNS = 100;
const MOST_SAMPLED = 2500;
/** Points of one page of `get-history`: some 2 MB. Servers allow no more (MAX_RESULTS_GET_METRIC_HISTORY). */
const PAGE_POINTS = 25_000;
/** Runs whose whole history is read at a time. */
const AT_ONCE = 4;

/** What of histories differs between versions. */
export interface HistoryFeatures {
  /** It thins out a range of steps as it should; MLflow 2.22 loses most of a range that does not begin at the first step (`_get_sampled_steps_from_steps`). */
  readonly samplesRanges: boolean;
}

/** The histories of one metric, from a server that thins out where it can and point by point from one that cannot. */
export class ServerHistories {
  readonly #api: ServerApi;
  readonly #features: HistoryFeatures;
  /** Came with MLflow 2.11, and is not served by every host. Undefined: not known yet. */
  #hasBulk: boolean | undefined;

  constructor(api: ServerApi, features: HistoryFeatures) {
    this.#api = api;
    this.#features = features;
  }

  async read(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]> {
    const { runIds, steps, mostPoints = Number.POSITIVE_INFINITY } = request;
    const found = new Map<string, Result<MetricHistory>>();
    const isInSteps = steps === undefined || this.#features.samplesRanges;
    if (mostPoints <= MOST_SAMPLED && isInSteps) {
      for (let from = 0; from < runIds.length && !this.#isWithoutBulk; from += MOST_RUNS) {
        await this.#sampled(runIds.slice(from, from + MOST_RUNS), { request, found }, signal);
      }
    }
    const left = [...new Set(runIds)].filter((id) => !found.has(id));
    const next = left.values();
    const worker = async (): Promise<void> => {
      for (const id of next) found.set(id, await this.#whole(id, request, signal));
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, worker));
    return runIds.map((id) => found.get(id) ?? ok(historyOf(id, request.key, [])));
  }

  get #isWithoutBulk(): boolean {
    return this.#hasBulk === false;
  }

  /** Puts in what it finds. One run that the server does not give lets the question for all fail, so that it is looked for by halves. */
  async #sampled(
    runIds: readonly string[],
    to: { readonly request: HistoryRequest; readonly found: Map<string, Result<MetricHistory>> },
    signal: AbortSignal,
  ): Promise<void> {
    const { key, steps, mostPoints = MOST_SAMPLED } = to.request;
    const most = Math.max(1, Math.min(MOST_SAMPLED, Math.floor(mostPoints)));
    // Without a range, servers before 3 begin at step 0 and lose what comes before it.
    const range = wholeSteps(steps ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
    const query = [
      ...runIds.map((id) => ['run_ids', id] as const),
      ['metric_key', key] as const,
      ['max_results', most] as const,
      ...range,
    ];
    const answer = await this.#api.get('metrics/get-history-bulk-interval', query, signal);
    if (!answer.ok) {
      const refusal = restFailureOf(answer.failure);
      if (refusal && isNotServed(refusal)) {
        this.#hasBulk = false;
        return;
      }
      if (refusal === undefined || runIds.length === 1 || refusal.status === 401) {
        for (const id of runIds) to.found.set(id, answer);
        return;
      }
      const half = Math.ceil(runIds.length / 2);
      await this.#sampled(runIds.slice(0, half), to, signal);
      await this.#sampled(runIds.slice(half), to, signal);
      return;
    }
    this.#hasBulk = true;
    const points = pageOf(answer.value, 'metrics', pointIn).items;
    // Servers before 3 thin out the steps of all runs together, so that a run may have fewer points than were asked for and still not be whole.
    const isThin = new Set(points.map(({ step }) => step)).size >= most;
    const byRun = Map.groupBy(points, ({ runId }) => runId);
    for (const id of runIds) {
      const own = byRun.get(id) ?? [];
      to.found.set(id, ok(historyOf(id, key, own, own.length > 0 && (isThin || own.length >= most))));
    }
  }

  async #whole(runId: string, { key, steps }: HistoryRequest, signal: AbortSignal): Promise<Result<MetricHistory>> {
    const ask = async (token: string | undefined) => {
      const query = [
        ['run_id', runId],
        ['metric_key', key],
        ['max_results', PAGE_POINTS],
        ['page_token', token],
      ] as const;
      const answer = await this.#api.get('metrics/get-history', query, signal);
      return answer.ok ? ok(pageOf(answer.value, 'metrics', pointIn)) : fail(answer.failure);
    };
    const points = await allPages<Point>(ask, this.#api.where);
    if (!points.ok) return points;
    const wanted = steps ? points.value.filter(({ step }) => step >= steps.from && step <= steps.to) : points.value;
    return ok(historyOf(runId, key, wanted));
  }
}

/** Steps of MLflow are whole; both ends are in the range. */
function wholeSteps({
  from,
  to,
}: {
  readonly from: number;
  readonly to: number;
}): readonly (readonly [string, number])[] {
  const limit = (step: number): number => Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, step));
  return [
    ['start_step', Math.ceil(limit(from))],
    ['end_step', Math.floor(limit(to))],
  ];
}
