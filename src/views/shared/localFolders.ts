import { commands, Uri, window } from 'vscode';
import { localFolders } from '../../adapters/vscode/localFolders.ts';
import type { NotifyAction } from '../../adapters/vscode/notify.ts';
import { t } from '../../domain/base/text.ts';

/** Where dialogs about files of this machine begin. */
function localRoot(): { readonly defaultUri?: Uri } {
  const [root] = localFolders();
  return root ? { defaultUri: root } : {};
}

/** Lets the user choose a folder of this machine. */
export async function askLocalFolder(labels: {
  readonly title: string;
  readonly openLabel?: string;
}): Promise<Uri | undefined> {
  const options = { ...labels, ...localRoot(), canSelectFiles: false, canSelectFolders: true };
  return (await window.showOpenDialog(options))?.[0];
}

/** Lets the user choose files and folders of this machine. */
export async function askLocalFiles(labels: {
  readonly title: string;
  readonly openLabel?: string;
}): Promise<readonly Uri[] | undefined> {
  const options = { ...labels, ...localRoot(), canSelectFiles: true, canSelectFolders: true, canSelectMany: true };
  return await window.showOpenDialog(options);
}

/** The button of a message that files were brought into a folder of this machine. */
export function showFolder(path: string): NotifyAction {
  return { title: t('Show folder'), run: () => commands.executeCommand('revealInExplorer', Uri.file(path)) };
}
