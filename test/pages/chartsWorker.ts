// The other side of plots for benches: what the extension's process does, in a process of its own as far as a page can have one. Messages are copied as VS Code copies them.
import type { ChartLine, LineRequest } from '../../src/domain/experiments/chartLine.ts';
import { ok } from '../../src/domain/base/failure.ts';
import { HistoryCache, type ReadHistories } from '../../src/domain/experiments/historyCache.ts';

/** `lines` asks; `append` logs a value of each run, with the steps from `from` up to and without `to`. */
export type WorkerQuestion =
  | { readonly kind: 'points'; readonly count: number }
  | { readonly kind: 'lines'; readonly request: LineRequest }
  | {
      readonly kind: 'append';
      readonly runIds: readonly string[];
      readonly metric: string;
      readonly from: number;
      readonly to: number;
    };

export interface WorkerAnswer {
  readonly request: LineRequest;
  readonly lines: readonly ChartLine[];
}

let count = 0;

/** A loss with noise, without a state, so that any part of it can be made alone. */
function valueAt(run: number, step: number): number {
  const noise = Math.imul(step + 1, 0x9e3779b1 ^ (run * 7919)) >>> 0;
  return 2 * Math.exp(-step / (20_000 + run * 60)) + 0.2 + run / 2000 + (noise / 2 ** 32 - 0.5) * 0.1;
}

const read: ReadHistories = async ({ runIds, key, steps: part }) => {
  const [from, to] = [Math.max(0, part?.from ?? 0), Math.min(count - 1, part?.to ?? count - 1)];
  const steps = Float64Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  return runIds.map((runId) => {
    const run = Number(runId.slice(4));
    return ok({
      runId,
      key,
      steps,
      timestamps: steps,
      values: steps.map((step) => valueAt(run, step)),
      isSampled: false,
    });
  });
};
const cache = new HistoryCache(read);

self.addEventListener('message', ({ data }: MessageEvent<WorkerQuestion>) => {
  if (data.kind === 'points') count = data.count;
  else if (data.kind === 'lines') void answer(data.request);
  else {
    const { from, to, metric } = data;
    const steps = Float64Array.from({ length: to - from }, (_, at) => from + at);
    for (const runId of data.runIds) {
      const run = Number(runId.slice(4));
      cache.append(runId, metric, { steps, timestamps: steps, values: steps.map((step) => valueAt(run, step)) });
    }
  }
});

async function answer(request: LineRequest): Promise<void> {
  const { lines } = await cache.lines(request, new AbortController().signal);
  const message: WorkerAnswer = { request, lines };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one page
  self.postMessage(message);
}
