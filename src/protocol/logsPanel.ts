import type { LogSources } from '../domain/logs/logSources.ts';
import {
  isArrayOf,
  isBoolean,
  isCount,
  isNothing,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from './checks.ts';
import type { Surface, SurfaceChecks } from './rpc.ts';

/**
 * Entries from `start` on, in columns: three strings cross the border many times faster than as many objects as there are lines.
 * No text holds a line end, because lines are split at those.
 */
export interface LogBatch {
  readonly start: number;
  readonly count: number;
  /** One text a line. */
  readonly texts: string;
  /** One RFC 3339 stamp a line; empty where the source has none. */
  readonly times: string;
  /** One letter an entry: o stdout, e stderr, m marker; O and E were cut for the view. */
  readonly kinds: string;
}

/** What is new at the end of the log. */
export interface LogNews {
  readonly batch: LogBatch;
  /** The unfinished line, '' when there is none. */
  readonly pending: string;
  /** Entries that were never sent because they came faster than the page takes them, since the panel opened. */
  readonly skipped: number;
  /** All entries of the log so far. */
  readonly total: number;
}

/** How the page took the news. */
export interface LogTaken {
  /** The page is full and its user reads further up: nothing is to be sent before it follows again. */
  readonly isFull: boolean;
}

export interface LogStatus {
  readonly state: 'connecting' | 'following' | 'ended' | 'failed';
  /** The state in words. */
  readonly text: string;
  /** Number of the first entry that is an error. */
  readonly firstError?: number;
  /** First entry that can still be asked for. */
  readonly start: number;
  /** Why the run failed, in one line, and what to do. */
  readonly cause?: string;
  readonly nextStep?: string;
  /** A container was restarted, and what its process wrote before that can be shown as another log. */
  readonly hasBefore?: boolean;
  /** Who is read, where several logs are read as one. */
  readonly sources?: LogSources;
}

export interface LogProgress {
  /** `epoch 3/20`. */
  readonly count: string;
  /** Done, 0 to 1. */
  readonly fraction?: number;
  readonly remaining?: string;
  /** Where the values are from, in words. */
  readonly source?: string;
  readonly metrics: readonly { readonly name: string; readonly value: string; readonly history: readonly number[] }[];
}

export interface LogsSubject {
  readonly engineId: string;
  readonly containerId: string;
  readonly title: string;
  readonly runId?: string;
}

export const LOG_COMMANDS = ['find', 'findNext', 'findPrevious', 'toggleFollow', 'toggleWrap', 'firstError'] as const;
export type LogCommand = (typeof LOG_COMMANDS)[number];

/** What the extension serves. */
export interface LogsHost extends Surface {
  readonly requests: {
    readonly older: { readonly params: { readonly before: number; readonly count: number }; readonly reply: LogBatch };
  };
  readonly events: {
    /** The page is there, or is there again, and knows nothing. */
    readonly ready: undefined;
    readonly following: boolean;
    readonly openSource: { readonly path: string; readonly line: number };
    readonly copy: string;
    readonly saveAs: undefined;
    readonly openAsDocument: undefined;
    readonly clear: undefined;
    readonly showBefore: undefined;
    /** An error of the page itself, for the extension's log. */
    readonly problem: string;
  };
}

/** What the page serves. */
export interface LogsPage extends Surface {
  readonly requests: {
    /** At most one at a time: the answer says that the page is ready for more. */
    readonly news: { readonly params: LogNews; readonly reply: LogTaken };
    /** The lines that pass the filter, as plain text. */
    readonly shownText: { readonly params: undefined; readonly reply: string };
  };
  readonly events: {
    readonly begin: { readonly subject: LogsSubject; readonly end: number };
    readonly status: LogStatus;
    readonly progress: LogProgress;
    readonly command: LogCommand;
    readonly cleared: undefined;
  };
}

const isSources = isShape<LogSources>({
  labels: isArrayOf(isString),
  silent: isArrayOf(isString),
  failedFirst: isOptional(isString),
});

const isBatch = isShape<LogBatch>({
  start: isCount,
  count: isCount,
  texts: isString,
  times: isString,
  kinds: isString,
});

export const isLogsSubject = isShape<LogsSubject>({
  engineId: isString,
  containerId: isString,
  title: isString,
  runId: isOptional(isString),
});

export const LOGS_HOST_CHECKS: SurfaceChecks<LogsHost> = {
  requests: { older: { params: isShape({ before: isCount, count: isCount }), reply: isBatch } },
  events: {
    ready: isNothing,
    following: isBoolean,
    openSource: isShape({ path: isString, line: isCount }),
    copy: isString,
    saveAs: isNothing,
    openAsDocument: isNothing,
    clear: isNothing,
    showBefore: isNothing,
    problem: isString,
  },
};

export const LOGS_PAGE_CHECKS: SurfaceChecks<LogsPage> = {
  requests: {
    news: {
      params: isShape<LogNews>({ batch: isBatch, pending: isString, skipped: isCount, total: isCount }),
      reply: isShape<LogTaken>({ isFull: isBoolean }),
    },
    shownText: { params: isNothing, reply: isString },
  },
  events: {
    begin: isShape({ subject: isLogsSubject, end: isCount }),
    status: isShape<LogStatus>({
      state: isOneOf('connecting', 'following', 'ended', 'failed'),
      text: isString,
      firstError: isOptional(isCount),
      start: isCount,
      cause: isOptional(isString),
      nextStep: isOptional(isString),
      hasBefore: isOptional(isBoolean),
      sources: isOptional(isSources),
    }),
    progress: isShape<LogProgress>({
      count: isString,
      fraction: isOptional(isNumber),
      remaining: isOptional(isString),
      source: isOptional(isString),
      metrics: isArrayOf(isShape({ name: isString, value: isString, history: isArrayOf(isNumber) })),
    }),
    command: isOneOf(...LOG_COMMANDS),
    cleared: isNothing,
  },
};
