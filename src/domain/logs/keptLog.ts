import type { Event } from '../base/event.ts';
import { formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { RunEnd } from '../runs/runEnd.ts';
import type { LogSource } from './ports.ts';

/** What a run in a cluster was, for its row after the cluster has forgotten it. */
export interface KeptRun {
  readonly name: string;
  readonly workload: string;
  readonly kind: 'run' | 'serve';
  /** RFC 3339. */
  readonly createdAt: string;
  readonly image: string;
  readonly namespace: string;
  readonly objectKind: 'Job' | 'Deployment';
  readonly objectName: string;
  readonly specPath?: string;
  /** How it ended, once it has. */
  readonly end?: KeptEnd;
}

export interface KeptEnd extends RunEnd {
  readonly state: 'ok' | 'failed' | 'cancelled';
  /** RFC 3339. */
  readonly at?: string;
}

/** Whose log it is, and how it ended. Kept beside its text. */
export interface LogAbout {
  readonly engineId: string;
  readonly resource: string;
  readonly runId?: string;
  readonly run?: KeptRun;
  /** Ranks or pods, where it is that of several. */
  readonly sources?: readonly string[];
  /** It was read to its end. */
  readonly hasEnded?: boolean;
  readonly exitCode?: number;
}

/** A log on the disk of this machine that nobody follows any more. */
export interface KeptLog {
  readonly id: string;
  readonly about: LogAbout;
  /** Stamps of the first and the last line. */
  readonly first: string;
  readonly last: string;
  readonly bytes: number;
  /** Somebody still looks at it: it is read where it was followed, and kept when it is let go of. */
  readonly isOpen?: boolean;
}

/** Where a kept log is read. */
export function resourceOfKept({ id, about, isOpen }: KeptLog): string {
  return isOpen === true ? about.resource : keptLogResource(id);
}

/** The logs that were kept, newest last. */
export interface KeptLogs {
  list(): Promise<readonly KeptLog[]>;
  /** Reads logs by `keptLogResource`. */
  readonly source: LogSource;
  remove(ids: readonly string[]): Promise<void>;
  /** Removes the logs of runs, and keeps no more of them: they are being removed themselves. */
  removeRuns(runIds: readonly string[]): Promise<void>;
  readonly onDidChange: Event<void>;
}

export interface KeepLimits {
  readonly days: number;
  readonly bytes: number;
}

const PREFIX = 'kept/';
const DAY_MS = 86_400_000;

/** Names a kept log wherever a container's log can be named. */
export function keptLogResource(id: string): string {
  return `${PREFIX}${id}`;
}

/** Undefined: the log of something in a cluster or on an engine. No namespace's pod has two parts only. */
export function keptLogId(resource: string): string | undefined {
  const [first, id = '', ...more] = resource.split('/');
  return first === 'kept' && id !== '' && more.length === 0 ? id : undefined;
}

/** Which of two logs of the same thing is needed: the one that holds all of the other. Undefined: both. */
export function neededOf(a: KeptLog, b: KeptLog): KeptLog | undefined {
  if (a.first <= b.first && a.last >= b.last) return a;
  return b.first <= a.first && b.last >= a.last ? b : undefined;
}

/** The kept logs that have to go: too old, or too much, the oldest first. */
export function keptTooMuch(logs: readonly KeptLog[], { days, bytes }: KeepLimits, now: Date): readonly KeptLog[] {
  const oldest = now.getTime() - days * DAY_MS;
  let total = 0;
  return logs
    .toSorted((a, b) => (a.last < b.last ? 1 : -1))
    .filter((log) => {
      total += log.bytes;
      return total > bytes || Date.parse(log.last) < oldest;
    });
}

/** The log of a run that says most: of all its pods before that of one, the newest first. */
export function keptLogOfRun(logs: readonly KeptLog[], runId: string): KeptLog | undefined {
  const own = logs.filter(({ about }) => about.runId === runId);
  const isMerged = ({ about }: KeptLog) => Number(about.resource.includes('['));
  return own.toSorted((a, b) => isMerged(b) - isMerged(a) || (a.last < b.last ? 1 : -1))[0];
}

/** `14:02`, with the day when that is not today. */
export function keptUntil({ last }: KeptLog, now: Date): string {
  const time = new Date(last);
  if (time.toDateString() === now.toDateString()) return formatTime(time);
  return t('{0}, {1}', time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' }), formatTime(time));
}
