import { levelOf } from './level.ts';
import type { LogEntry } from './ports.ts';

/** Words without which no line is an error: a cheap look before the patterns, because it is taken at every line of the log. */
const HINT = /err|fatal|crit|panic|severe|exception|traceback|interrupt|exit|^[EF]\d{4} |"level": ?[56]0/i;

export function isErrorLine(text: string): boolean {
  return HINT.test(text) && levelOf(text) === 'error';
}

/** Number of the first entry that is an error, counted from `start`. */
export function findFirstError(entries: readonly LogEntry[], start: number): number | undefined {
  const index = entries.findIndex((entry) => entry.stream !== 'marker' && isErrorLine(entry.text));
  return index < 0 ? undefined : start + index;
}
