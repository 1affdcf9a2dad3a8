import { Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import type { LogsSubject } from '../../protocol/logsPanel.ts';
import { plainText } from './logDocuments.ts';

/** What fits into one write through VS Code's file system, which takes the whole file at once. */
const LARGEST_AT_ONCE = 256_000_000;

/** Asks where to, and writes the whole log as plain text. */
export async function saveLog({ title }: LogsSubject, session: LogSession): Promise<Result<void>> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${title.replaceAll(/[^\w.-]+/g, '-')}.log`;
  const target = await window.showSaveDialog({
    title: t('Save the log of {0}', title),
    filters: { [t('Log')]: ['log', 'txt'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  });
  if (!target) return fail(CANCELLED);
  return await withProgress(t('Saving the log of {0}', title), async (_report, signal) => {
    if (target.scheme === 'file' && session.spool) return await session.spool.saveTo(target.fsPath, signal);
    await workspace.fs.writeFile(target, new TextEncoder().encode(await plainText(session, LARGEST_AT_ONCE)));
    return ok(undefined);
  });
}
