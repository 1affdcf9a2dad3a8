import type { Failure, Result } from '../base/failure.ts';
import type { ChartLine, ChartRange, LineRequest } from './chartLine.ts';
import { lowerBound, upperBound } from './downsample.ts';
import { GrowingHistory } from './growingHistory.ts';
import { LineSource } from './lineSource.ts';
import type { HistoryRequest } from './ports.ts';
import type { MetricHistory } from './trackedRun.ts';

/** Where histories come from: a tracker, or several. */
export type ReadHistories = (request: HistoryRequest, signal: AbortSignal) => Promise<readonly Result<MetricHistory>[]>;

/** What a request for lines is answered with. A run is in one of both, or in both when what was known of it is shown beside its trouble. */
export interface LineAnswer {
  readonly lines: readonly ChartLine[];
  readonly troubles: readonly { readonly runId: string; readonly failure: Failure }[];
}

/** Bytes that histories may take in the extension's process, which all extensions share: ten million points. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A point: step, value and time; and its share of the index. */
const POINT_BYTES = 26;
/** Fewer would be seen as corners on a wide screen. */
const LEAST_POINTS = 4096;
/** As much as a run is worth, however few are shown. */
const MOST_POINTS = 1_000_000;

interface Entry {
  readonly held: GrowingHistory;
  /** The last line made of it: plots ask again with each zoom, mostly for the same axis and smoothing. */
  made: { readonly view: string; readonly size: number; readonly source: LineSource } | undefined;
  /** More detail of the part that was asked for last. */
  detail: MetricHistory | undefined;
  /** The tracker has said that there may be more. */
  isStale: boolean;
}

/**
 * Histories as plots need them: read once, thinned for the pixels that ask, in bounded memory. What was not asked for the longest is given up first; a run
 * that is too long for its share is kept thinned, and a zoom reads its part again from the tracker.
 */
export class HistoryCache {
  readonly #read: ReadHistories;
  readonly #mostBytes: number;
  /** In the order in which they were asked for last. */
  readonly #entries = new Map<string, Entry>();

  constructor(read: ReadHistories, mostBytes = MOST_BYTES) {
    this.#read = read;
    this.#mostBytes = mostBytes;
  }

  /** Bytes that are held. */
  get bytes(): number {
    let bytes = 0;
    for (const { held, made, detail } of this.#entries.values())
      bytes += held.bytes + (made?.source.bytes ?? 0) + (detail ? detail.steps.byteLength * 3 : 0);
    return bytes;
  }

  /** Lines in the order of the request, without the runs that have no such metric. */
  async lines(request: LineRequest, signal: AbortSignal): Promise<LineAnswer> {
    const troubles = new Map<string, Failure>();
    await this.#fill(request, troubles, signal);
    if (request.range) await this.#detail(request, request.range, troubles, signal);
    const lines = request.runIds.flatMap((runId) => {
      const entry = this.#entries.get(keyOf(runId, request.metric));
      return entry && entry.held.size > 0 ? [lineOf(entry, request)] : [];
    });
    this.#shrink(new Set(request.runIds.map((runId) => keyOf(runId, request.metric))));
    return { lines, troubles: [...troubles].map(([runId, failure]) => ({ runId, failure })) };
  }

  /** New values of a run, in order of their steps; those of metrics that nobody has asked for are dropped. Times in milliseconds since 1970. */
  append(
    runId: string,
    key: string,
    points: { readonly steps: Float64Array; readonly values: Float64Array; readonly timestamps: Float64Array },
  ): void {
    const entry = this.#entries.get(keyOf(runId, key));
    if (!entry) return;
    // Steps that go back belong between others: the tracker knows where.
    if (!entry.held.append(points)) entry.isStale = true;
    else entry.held.thin(this.#share());
  }

  /** These runs may have more values than are here: they are read on with the next question. All runs when none is named. */
  stale(runIds?: readonly string[]): void {
    for (const entry of this.#of(runIds)) entry.isStale = true;
  }

  /** These runs have other values than before: a run was resumed from an earlier step, or is gone. */
  forget(runIds?: readonly string[]): void {
    const gone = new Set(this.#of(runIds));
    for (const [key, entry] of this.#entries) if (gone.has(entry)) this.#entries.delete(key);
  }

  #of(runIds: readonly string[] | undefined): readonly Entry[] {
    if (!runIds) return [...this.#entries.values()];
    const wanted = new Set(runIds);
    return [...this.#entries].filter(([key]) => wanted.has(runOf(key))).map(([, entry]) => entry);
  }

  /** Points that one history may have, so that all have room. */
  #share(coming = 0): number {
    const points = this.#mostBytes / POINT_BYTES / Math.max(1, this.#entries.size + coming);
    return Math.round(Math.min(MOST_POINTS, Math.max(LEAST_POINTS, points)));
  }

  /** Reads what is not here, and what is new of what is here. */
  async #fill({ metric, runIds }: LineRequest, troubles: Map<string, Failure>, signal: AbortSignal): Promise<void> {
    const missing: string[] = [];
    const stale: string[] = [];
    for (const runId of runIds) {
      const key = keyOf(runId, metric);
      const entry = this.#entries.get(key);
      if (!entry) missing.push(runId);
      else if (entry.isStale) stale.push(runId);
      if (!entry) continue;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    const mostPoints = this.#share(missing.length);
    const each = (
      ids: readonly string[],
      from: number | undefined,
      take: (runId: string, found: MetricHistory) => void,
    ) =>
      this.#ask(
        {
          runIds: ids,
          key: metric,
          mostPoints,
          ...(from === undefined ? {} : { steps: { from, to: Number.MAX_SAFE_INTEGER } }),
        },
        { take, troubles },
        signal,
      );
    await each(missing, undefined, (runId, found) => {
      const held = new GrowingHistory(found);
      held.thin(mostPoints);
      this.#entries.set(keyOf(runId, metric), { held, made: undefined, detail: undefined, isStale: false });
    });
    // Runs that go on log at about the same step: one question from the least of them brings a few points twice.
    const from = Math.min(...stale.map((runId) => this.#entries.get(keyOf(runId, metric))?.held.lastStep ?? 0));
    await each(stale, from, (runId, found) => {
      const entry = this.#entries.get(keyOf(runId, metric));
      if (!entry) return;
      entry.held.replaceFrom(found);
      entry.held.thin(mostPoints);
      entry.isStale = false;
    });
  }

  async #ask(
    request: HistoryRequest,
    {
      take,
      troubles,
    }: { readonly take: (runId: string, found: MetricHistory) => void; readonly troubles: Map<string, Failure> },
    signal: AbortSignal,
  ): Promise<void> {
    if (request.runIds.length === 0) return;
    const found = await this.#read(request, signal);
    for (const [at, result] of found.entries()) {
      const runId = request.runIds[at] ?? '';
      if (result.ok) take(runId, result.value);
      else troubles.set(runId, result.failure);
    }
  }

  /** Reads the part on screen of those runs that are held thinned and have too few points in it. */
  async #detail(
    request: LineRequest,
    range: ChartRange,
    troubles: Map<string, Failure>,
    signal: AbortSignal,
  ): Promise<void> {
    const coarse: string[] = [];
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const runId of request.runIds) {
      const entry = this.#entries.get(keyOf(runId, request.metric));
      if (!entry?.held.history.isSampled) continue;
      const steps = stepsOf(entry.held.history, request, range);
      if (!steps || steps.count >= request.pixels * 2 || holds(entry.detail, steps)) continue;
      coarse.push(runId);
      from = Math.min(from, steps.from);
      to = Math.max(to, steps.to);
    }
    const mostPoints = Math.max(LEAST_POINTS, request.pixels * 4);
    await this.#ask(
      { runIds: coarse, key: request.metric, steps: { from, to }, mostPoints },
      {
        troubles,
        take: (runId, found) => {
          const entry = this.#entries.get(keyOf(runId, request.metric));
          if (!entry) return;
          const thinned = new GrowingHistory(found);
          thinned.thin(mostPoints * 4);
          entry.detail = thinned.history;
        },
      },
      signal,
    );
  }

  /** Gives up what was not asked for the longest, but nothing of the question that is being answered. */
  #shrink(kept: ReadonlySet<string>): void {
    let { bytes } = this;
    for (const [key, { held, made }] of this.#entries) {
      if (bytes <= this.#mostBytes) return;
      if (kept.has(key)) continue;
      bytes -= held.bytes + (made?.source.bytes ?? 0);
      this.#entries.delete(key);
    }
  }
}

function keyOf(runId: string, metric: string): string {
  return `${runId}\0${metric}`;
}

function runOf(key: string): string {
  return key.slice(0, key.indexOf('\0'));
}

function lineOf(entry: Entry, { axis, smoothing, range, pixels }: LineRequest): ChartLine {
  const view = `${axis} ${smoothing}`;
  if (entry.made?.view !== view || entry.made.size !== entry.held.version)
    entry.made = { view, size: entry.held.version, source: new LineSource(entry.held.history, { axis, smoothing }) };
  const whole = entry.made.source.line(range, pixels);
  const steps = range && entry.detail ? stepsOf(entry.held.history, { axis }, range) : undefined;
  if (!steps || !entry.detail || !holds(entry.detail, steps)) return whole;
  const start = entry.held.history.timestamps[0] ?? 0;
  const part = new LineSource(entry.detail, { axis, smoothing, start }).line(range, pixels);
  return { ...part, isThinned: true, facts: whole.facts };
}

/** The steps that a part of the axis covers, one beyond on each side, and how many points of the history are in it. */
function stepsOf(
  { steps, timestamps }: MetricHistory,
  { axis }: { readonly axis: LineRequest['axis'] },
  range: ChartRange,
): { readonly from: number; readonly to: number; readonly count: number } | undefined {
  const start = timestamps[0] ?? 0;
  const [x, { from, to }] =
    axis === 'step'
      ? [steps, range]
      : [timestamps, axis === 'time' ? range : { from: start + range.from * 1000, to: start + range.to * 1000 }];
  const [first, end] = [lowerBound(x, from), upperBound(x, to)];
  const [before, after] = [steps[Math.max(0, first - 1)], steps[Math.min(steps.length - 1, end)]];
  if (before === undefined || after === undefined) return undefined;
  return { from: Math.min(before, after), to: Math.max(before, after), count: end - first };
}

function holds(detail: MetricHistory | undefined, { from, to }: ChartRange): boolean {
  if (!detail || detail.steps.length === 0) return false;
  return (detail.steps[0] ?? 0) <= from && (detail.steps.at(-1) ?? 0) >= to;
}
