import type { Failure, Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { LogAbout } from './keptLog.ts';
import type { LogLine } from './logLine.ts';
import type { LogSources } from './logSources.ts';

/** What a followed log says. `marker` is a line of ours: restarted, gap, reconnected. */
export type LogEvent =
  | { readonly kind: 'lines'; readonly lines: readonly LogLine[] }
  | {
      readonly kind: 'marker';
      readonly text: string;
      readonly at: Date;
      /** After a restart: `resource` of the log of the process before it, which can be followed as another log. */
      readonly before?: string;
    }
  /** The line that is being written just now, as it stands: a progress bar before its line end. Empty: none. Replaces the last one of its stream. */
  | { readonly kind: 'pending'; readonly stream: LogLine['stream']; readonly text: string }
  /** More of the line with this number, which was cut for the view: the spool alone keeps it. */
  | { readonly kind: 'rest'; readonly number: number; readonly text: string }
  /** Several logs are read as one, and which, or how they are, has changed. */
  | { readonly kind: 'sources'; readonly sources: LogSources }
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

/** Our own line between those of the source: restarted, cut off, cleared. */
export interface LogMarker {
  readonly stream: 'marker';
  readonly text: string;
  readonly time: string;
}

export type LogEntry = LogLine | LogMarker;

/** The full text of one log on disk. Entries count from 0, as in the buffer. */
export interface LogSpool extends Disposable {
  /** Resolves when the entries are accepted; slow disks slow the reader down. `no-space`: the disk is full, the text so far was given up. */
  append(entries: readonly LogEntry[]): Promise<Result<void>>;
  /** More of the last entry of the source, which was cut for the view. */
  appendRest(text: string): Promise<Result<void>>;
  /** Entries that are still there, from `start` on, at most `count`. */
  read(start: number, count: number): Promise<Result<readonly LogEntry[]>>;
  /** Whose log it is. One that is described may be kept when nobody looks at it any more. */
  describe(about: LogAbout): void;
  /** Plain text of everything that is there, in pieces, without colours and stamps. */
  text(): AsyncIterable<string>;
  /** Writes that text to a file of this machine, which is replaced. */
  saveTo(path: string, signal: AbortSignal): Promise<Result<void>>;
  /** Number of the first entry that is still there: the oldest ones go when the limit is reached. */
  readonly start: number;
  readonly end: number;
  readonly sizeBytes: number;
}

export interface LogSpoolOpener {
  /** `no-space` or `forbidden` when the folder cannot be written. */
  open(): Promise<Result<LogSpool>>;
}
