import { stripAnsi } from '../../domain/logs/ansi.ts';
import type { LogEntry } from '../../domain/logs/ports.ts';

/**
 * One line of a spool file: a letter (`o` stdout, `e` stderr, `m` marker, capital when the line was cut for the view, `c` rest of a line that
 * another one interrupted), the stamp or `-`, a blank, and the text.
 */
export function recordOf(entry: LogEntry): string {
  if (entry.stream === 'marker') return `m${entry.time} ${oneLine(entry.text)}`;
  const letter = entry.stream === 'stderr' ? 'e' : 'o';
  return `${entry.isCut === true ? letter.toUpperCase() : letter}${entry.time === undefined || entry.time === '' ? '-' : entry.time} ${oneLine(entry.text)}`;
}

/** Undefined for a rest, which is no entry. `isCut`: the record is longer than the view shows. */
export function entryOf(record: string, number: number, isCut: boolean): LogEntry | undefined {
  const letter = record[0] ?? '';
  if (letter === 'c') return undefined;
  const blank = record.indexOf(' ');
  const time = record.slice(1, blank);
  const text = record.slice(blank + 1);
  if (letter === 'm') return { stream: 'marker', text, time };
  const cut = isCut || letter === 'O' || letter === 'E' ? { isCut: true } : {};
  const stream = letter.toLowerCase() === 'e' ? 'stderr' : 'stdout';
  return { number: number + 1, stream, text, ...(time === '-' ? {} : { time }), ...cut };
}

/** What a saved log shows of a record. */
export function textOfRecord(record: string): string {
  if (record.startsWith('c')) return stripAnsi(record.slice(1));
  const text = stripAnsi(record.slice(record.indexOf(' ') + 1));
  return record.startsWith('m') ? `--- ${text} ---` : text;
}

const oneLine = (text: string) => (text.includes('\n') ? text.replaceAll('\n', ' ') : text);
