import type { LogEntry } from '../../domain/logs/ports.ts';
import type { LogBatch } from '../../protocol/logsPanel.ts';

/** Packs entries for the page. Line ends cannot occur in a line; a marker's are taken out. */
export function logBatch(start: number, entries: readonly LogEntry[]): LogBatch {
  const texts: string[] = [];
  const times: string[] = [];
  let kinds = '';
  for (const entry of entries) {
    texts.push(entry.stream === 'marker' ? entry.text.replaceAll('\n', ' ') : entry.text);
    times.push(entry.time ?? '');
    kinds += kindOf(entry);
  }
  return { start, count: entries.length, texts: texts.join('\n'), times: times.join('\n'), kinds };
}

function kindOf(entry: LogEntry): string {
  if (entry.stream === 'marker') return 'm';
  const letter = entry.stream === 'stderr' ? 'e' : 'o';
  return entry.isCut === true ? letter.toUpperCase() : letter;
}
