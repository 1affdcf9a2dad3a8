import { Uri, window, workspace } from 'vscode';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { stripAnsi } from '../../domain/logs/ansi.ts';
import type { LogBuffer } from '../../domain/logs/logBuffer.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import { t } from '../../domain/base/text.ts';
import type { LogsSubject } from '../../protocol/logsPanel.ts';
import { createVirtualTexts } from '../shared/virtualTexts.ts';

const SCHEME = 'trainyard-log';
/** VS Code syncs no document above 50 MB to extensions and switches most features off above 20 MB. */
const LARGEST = 20_000_000;

/** Logs as ordinary read-only editors, with VS Code's own find, copy and accessibility. */
export interface LogDocuments extends Disposable {
  show(subject: LogsSubject, session: LogSession): Promise<void>;
}

export function createLogDocuments(): LogDocuments {
  const texts = createVirtualTexts(SCHEME);
  return {
    show: async (subject, session) => {
      // The name comes from outside: it is one segment, whatever it holds. The id keeps logs of the same name apart.
      const path = `/${subject.title.replaceAll('/', '∕')}.log`;
      const uri = Uri.from({ scheme: SCHEME, path, query: subject.containerId });
      texts.set(uri, await plainText(session, LARGEST));
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    },
    dispose: () => texts.dispose(),
  };
}

/** The end of the log as plain text; a first line says what is missing. */
export async function plainText(session: LogSession, limit: number): Promise<string> {
  let pieces: string[] = [];
  let size = 0;
  let isShortened = false;
  for await (const piece of textOf(session)) {
    pieces.push(piece);
    size += piece.length;
    while (size - (pieces[0]?.length ?? 0) > limit) {
      size -= pieces[0]?.length ?? 0;
      pieces = pieces.slice(1);
      isShortened = true;
    }
  }
  const head = isShortened ? `--- ${t('The beginning is left out here; “Save log as” writes all of it.')} ---\n` : '';
  return head + pieces.join('');
}

function textOf({ spool, buffer }: LogSession): AsyncIterable<string> | Iterable<string> {
  return spool ? spool.text() : bufferedText(buffer);
}

function* bufferedText(buffer: LogBuffer): Generator<string, void> {
  for (const entry of buffer.slice(buffer.start, buffer.end)) {
    yield entry.stream === 'marker' ? `--- ${entry.text} ---\n` : `${stripAnsi(entry.text)}\n`;
  }
}
