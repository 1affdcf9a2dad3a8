import { type Uri, window } from 'vscode';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type ProgressReport, withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ContainerFiles } from '../../domain/engines/ports.ts';
import { askLocalFiles, askLocalFolder, showFolder } from './localFolders.ts';
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

/** Copies files and folders of this machine into a folder of a container, one after the other, and shows how much of each is done. */
export async function copyAllIn(
  { files: target, containerId, folder }: Pick<CopyTarget, 'files' | 'containerId'> & { readonly folder: string },
  files: readonly Uri[],
  show: ProgressReport,
  signal: AbortSignal,
): Promise<Result<void>> {
  for (const { fsPath: path } of files) {
    const report = shownBytes(show, path, files.length === 1);
    const result = await target.copyIn(containerId, { path, folder, report }, signal);
    if (!result.ok) return result;
  }
  return ok(undefined);
}

/** Asks for files here and a folder in the container, and copies. */
export async function copyTo(
  { files: target, containerId, name, folder: start = '/tmp' }: CopyTarget,
  notify: Notifier,
): Promise<Result<void>> {
  const files = await askLocalFiles({ title: t('Copy what to {0}?', name) });
  if (!files) return fail(CANCELLED);
  const folder = await window.showInputBox({
    title: t('Copy to which folder of {0}?', name),
    prompt: t('An existing folder in the container'),
    value: start,
    validateInput: (text) => (text.startsWith('/') ? undefined : t('A path in the container begins with “/”.')),
  });
  if (folder === undefined) return fail(CANCELLED);
  const copied = await withProgress(t('Copying to {0}', name), (report, signal) =>
    copyAllIn({ files: target, containerId, folder }, files, report, signal),
  );
  if (copied.ok) notify.info(t('Copied to {0} in {1}.', folder, name));
  return copied;
}
