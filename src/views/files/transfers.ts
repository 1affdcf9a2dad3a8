import { commands as vscodeCommands, Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { FileSubject } from '../../domain/base/tree.ts';
import { placeName, placeOf } from '../../domain/files/filePlace.ts';
import { type FileRows, filesOf, nothingChosen } from './fileActions.ts';
import type { FileBrowser } from './fileBrowser.ts';

/** Files between this machine and a place. */
export const TRANSFERS = { download, upload };

/** Copies the chosen files and folders to a folder of this machine. Nothing that exists is overwritten without asking. */
async function download(browser: FileBrowser, rows: FileRows): Promise<Result<unknown>> {
  const [first, ...others] = filesOf(browser, rows);
  const place = first && placeOf(first.authority);
  if (!first || !place) return nothingChosen();
  const chosen = [first, ...others.filter(({ authority }) => authority === first.authority)];
  const title =
    chosen.length === 1
      ? t('Download {0} to which folder?', first.name)
      : t('Download {0} files to which folder?', chosen.length);
  const folder = await askLocalFolder(title);
  if (!folder) return fail(CANCELLED);
  const copied = await withProgress(t('Downloading from {0}', placeName(place)), (report, signal) =>
    browser.places.use(
      place,
      { writes: false },
      async ({ cluster, containerId, inside }) => {
        for (const subject of chosen) {
          report(subject.path);
          const copy = (overwrite: boolean) =>
            cluster.files.copyOut(containerId, inside(subject.path), { folder: folder.fsPath, overwrite }, signal);
          let result = await copy(false);
          if (!result.ok && result.failure.code === 'conflict') {
            if (!(await mayReplace(result.failure.message))) return fail(CANCELLED);
            result = await copy(true);
          }
          if (!result.ok) return result;
        }
        return ok(undefined);
      },
      signal,
    ),
  );
  if (!copied.ok) return copied;
  browser.deps.notify.info(t('Downloaded from {0}.', placeName(place)), {
    title: t('Show folder'),
    run: () => vscodeCommands.executeCommand('revealFileInOS', Uri.file(folder.fsPath)),
  });
  return copied;
}

/** Copies files and folders of this machine into a folder of a place. */
async function upload(browser: FileBrowser, rows: FileRows): Promise<Result<unknown>> {
  const [folder] = filesOf(browser, rows);
  if (!folder) return nothingChosen();
  const root = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const files = await window.showOpenDialog({
    title: t('Upload what to {0}?', folder.path),
    openLabel: t('Upload'),
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    ...(root ? { defaultUri: root } : {}),
  });
  return files ? await uploadFiles(browser, folder, files) : fail(CANCELLED);
}

async function uploadFiles(browser: FileBrowser, folder: FileSubject, files: readonly Uri[]): Promise<Result<unknown>> {
  const place = placeOf(folder.authority);
  if (!place) return nothingChosen();
  const copied = await withProgress(t('Uploading to {0}', placeName(place)), (report, signal) =>
    browser.places.use(
      place,
      { writes: true },
      async ({ cluster, containerId, inside }) => {
        for (const { fsPath } of files) {
          report(fsPath);
          const result = await cluster.files.copyIn(containerId, fsPath, inside(folder.path), signal);
          if (!result.ok) return result;
        }
        return ok(undefined);
      },
      signal,
    ),
  );
  browser.filled(folder);
  if (copied.ok) browser.deps.notify.info(t('Uploaded to {0} in {1}.', folder.path, placeName(place)));
  return copied;
}

async function askLocalFolder(title: string): Promise<Uri | undefined> {
  const root = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const [folder] =
    (await window.showOpenDialog({
      title,
      openLabel: t('Download'),
      canSelectFiles: false,
      canSelectFolders: true,
      ...(root ? { defaultUri: root } : {}),
    })) ?? [];
  return folder;
}

async function mayReplace(message: string): Promise<boolean> {
  const replace = t('Replace');
  return (await window.showWarningMessage(message, { modal: true }, replace)) === replace;
}
