import type { Failure } from '../base/failure.ts';
import type { LogLine } from './logLine.ts';

/** What a followed log says. `marker` is a line of ours: restarted, gap, reconnected. */
export type LogEvent =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'marker'; readonly text: string; readonly at: Date }
  /** The source has ended for good. */
  | { readonly kind: 'ended'; readonly exitCode: number | undefined; readonly at: Date }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface LogTarget {
  /** Container id for an engine. */
  readonly resource: string;
  readonly since?: Date;
  /** Only this many of the last lines first; absent: all. */
  readonly tail?: number;
}

export interface LogSource {
  /** Follows until `signal` aborts or the source ends for good. Survives restarts, rotations and cut connections: no line lost, none twice. */
  follow(target: LogTarget, signal: AbortSignal): AsyncIterable<LogEvent>;
}
