import { window } from 'vscode';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ContainerFiles } from '../../domain/engines/ports.ts';
import { askLocalFolder, localRoot, showFolder } from './localFolders.ts';
import { shownBytes } from './shownBytes.ts';
import { copyAsking } from './replaceExisting.ts';

/** A container whose files are copied. */
export interface CopyTarget {
  readonly files: ContainerFiles;
  readonly containerId: string;
  readonly name: string;
  /** The folder that is offered first. */
  readonly folder?: string;
}

/** Asks for a path in the container and a folder here, and copies. Nothing that exists is overwritten without asking. */
export async function copyFrom(
  { files, containerId, name, folder: start = '/' }: CopyTarget,
  notify: Notifier,
): Promise<Result<void>> {
  const path = await window.showInputBox({
    title: t('Copy files from {0}', name),
    prompt: t('File or folder in the container'),
    value: start,
    validateInput: (text) => (text.startsWith('/') ? undefined : t('A path in the container begins with “/”.')),
  });
  if (path === undefined) return fail(CANCELLED);
  const folder = await askLocalFolder({ title: t('Copy to which folder?') });
  if (!folder) return fail(CANCELLED);
  const copied = await copyAsking((overwrite) =>
    withProgress(t('Copying {0} from {1}', path, name), (_report, signal) =>
      files.copyOut(containerId, path, { folder: folder.fsPath, overwrite }, signal),
    ),
  );
  if (!copied.ok) return copied;
  notify.info(t('{0} files copied from {1}.', copied.value.length, name), showFolder(folder.fsPath));
  return ok(undefined);
}

/** Asks for files here and a folder in the container, and copies. */
export async function copyTo(
  { files: target, containerId, name, folder: start = '/tmp' }: CopyTarget,
  notify: Notifier,
): Promise<Result<void>> {
  const files = await window.showOpenDialog({
    title: t('Copy what to {0}?', name),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    ...localRoot(),
  });
  if (!files) return fail(CANCELLED);
  const folder = await window.showInputBox({
    title: t('Copy to which folder of {0}?', name),
    prompt: t('An existing folder in the container'),
    value: start,
    validateInput: (text) => (text.startsWith('/') ? undefined : t('A path in the container begins with “/”.')),
  });
  if (folder === undefined) return fail(CANCELLED);
  const copied = await withProgress(t('Copying to {0}', name), async (show, signal) => {
    for (const { fsPath: path } of files) {
      const report = shownBytes(show, path, files.length === 1);
      const result = await target.copyIn(containerId, { path, folder, report }, signal);
      if (!result.ok) return result;
    }
    return ok(undefined);
  });
  if (copied.ok) notify.info(t('Copied to {0} in {1}.', folder, name));
  return copied;
}
