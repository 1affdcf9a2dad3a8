import { commands, FileSystemError, Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** The copy's folder name; also the name of the project in its trainyard.yaml. */
const FOLDER = 'digits';
/** More copies than anybody makes; beyond it something else is wrong. */
const MAX_COPIES = 50;

/** Copies the sample project into a folder that the user chooses, and opens the copy. Nothing that is there is overwritten. */
export async function openSample(sample: Uri): Promise<Result<Uri>> {
  const home = workspace.workspaceFolders?.[0]?.uri;
  const [parent] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: t('Where should the sample project go?'),
      openLabel: t('Copy here'),
      ...(home ? { defaultUri: Uri.joinPath(home, '..') } : {}),
    })) ?? [];
  if (!parent) return fail(CANCELLED);
  const copied = await copyTo(sample, parent);
  if (!copied.ok) return copied;
  // A window that holds a folder already stays as it is.
  const forceNewWindow = home !== undefined;
  await commands.executeCommand('vscode.openFolder', copied.value, { forceNewWindow });
  return copied;
}

/** `digits`, or `digits-2` and so on where that is taken. */
async function copyTo(sample: Uri, parent: Uri): Promise<Result<Uri>> {
  for (let number = 1; number <= MAX_COPIES; number += 1) {
    const target = Uri.joinPath(parent, number === 1 ? FOLDER : `${FOLDER}-${number}`);
    try {
      await workspace.fs.copy(sample, target, { overwrite: false });
      return ok(target);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      if (error.code !== 'FileExists') return fail(notCopied(parent, error));
    }
  }
  return fail(notCopied(parent, undefined));
}

const notCopied = (parent: Uri, error: FileSystemError | undefined) =>
  ({
    code: 'rejected',
    message: t('The sample project could not be copied to {0}.', parent.fsPath),
    nextStep: t('Choose a folder that you may write to.'),
    ...(error ? { detail: error.message } : {}),
  }) as const;
