import type { Uri } from 'vscode';
import { type ProgressReport, withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { FileSubject } from '../../domain/base/tree.ts';
import { placeName, placeOf } from '../../domain/files/filePlace.ts';
import type { UsedPlace } from '../../domain/files/filePlaces.ts';
import { askLocalFiles, askLocalFolder, showFolder } from '../shared/localFolders.ts';
import { copyAllIn } from '../shared/copyFiles.ts';
import { shownBytes } from '../shared/shownBytes.ts';
import { copyAsking, mayReplace } from '../shared/replaceExisting.ts';
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
  const folder = await askLocalFolder({ title, openLabel: t('Download') });
  if (!folder) return fail(CANCELLED);
  const copied = await withProgress(t('Downloading from {0}', placeName(place)), (report, signal) =>
    browser.places.use(
      place,
      { writes: false },
      async (used) => {
        const written: string[] = [];
        for (const subject of chosen) {
          const result = await downloadOne(used, subject, {
            folder: folder.fsPath,
            isOnly: chosen.length === 1,
            report,
            signal,
          });
          if (!result.ok) return result;
          written.push(...result.value);
        }
        return ok(written);
      },
      signal,
    ),
  );
  if (!copied.ok) return copied;
  const count = copied.value.length;
  const text =
    count === 1
      ? t('{0} downloaded from {1}.', first.name, placeName(place))
      : t('{0} files downloaded from {1}.', count, placeName(place));
  browser.deps.notify.info(text, showFolder(folder.fsPath));
  return copied;
}

async function downloadOne(
  { cluster, containerId, files, inside }: UsedPlace,
  { path, name }: FileSubject,
  {
    folder,
    isOnly,
    report,
    signal,
  }: {
    readonly folder: string;
    /** Its part is then that of the whole. */
    readonly isOnly: boolean;
    readonly report: ProgressReport;
    readonly signal: AbortSignal;
  },
): Promise<Result<readonly string[]>> {
  const bytes = shownBytes(report, name, isOnly);
  return await copyAsking(async (overwrite) => {
    const target = { folder, overwrite };
    const result = await files.download(inside(path), target, bytes, signal);
    // An image that has tar and little else: without going on after a cut.
    const isPoor = !result.ok && result.failure.code === 'tool-missing';
    return isPoor ? await cluster.files.copyOut(containerId, inside(path), target, signal) : result;
  });
}

/** Copies files and folders of this machine into a folder of a place. */
async function upload(browser: FileBrowser, rows: FileRows): Promise<Result<unknown>> {
  const [folder] = filesOf(browser, rows);
  if (!folder) return nothingChosen();
  const files = await askLocalFiles({ title: t('Upload what to {0}?', folder.path), openLabel: t('Upload') });
  return files ? await uploadFiles(browser, folder, files) : fail(CANCELLED);
}

/** Also what was dropped onto a row. */
export async function uploadFiles(
  browser: FileBrowser,
  folder: FileSubject,
  files: readonly Uri[],
): Promise<Result<unknown>> {
  const place = placeOf(folder.authority);
  if (!place) return nothingChosen();
  const copied = await withProgress(t('Uploading to {0}', placeName(place)), (report, signal) =>
    browser.places.use(
      place,
      { writes: true },
      async (used) => {
        const isFree = await askReplacement(used, { folder, files }, signal);
        if (!isFree.ok) return isFree;
        const { cluster, containerId, inside } = used;
        return await copyAllIn(
          { files: cluster.files, containerId, folder: inside(folder.path) },
          files,
          report,
          signal,
        );
      },
      signal,
    ),
  );
  browser.filled(folder);
  if (copied.ok) browser.deps.notify.info(t('Uploaded to {0} in {1}.', folder.path, placeName(place)));
  return copied;
}

async function askReplacement(
  { files: remote, inside }: UsedPlace,
  { folder, files }: { readonly folder: FileSubject; readonly files: readonly Uri[] },
  signal: AbortSignal,
): Promise<Result<void>> {
  const entries = await remote.list(inside(folder.path), signal);
  if (!entries.ok) return entries;
  const names = new Set(files.map(({ path }) => path.replace(/\/+$/, '').split('/').at(-1) ?? ''));
  const taken = entries.value.filter(({ name }) => names.has(name)).map(({ name }) => name);
  if (taken.length === 0) return ok(undefined);
  return (await mayReplace(t('In {0} there is already: {1}', folder.path, taken.slice(0, 10).join(', '))))
    ? ok(undefined)
    : fail(CANCELLED);
}
