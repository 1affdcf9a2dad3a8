import { type DataTransfer, DataTransferItem, type TreeDragAndDropController, Uri } from 'vscode';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { FileSubject } from '../../domain/base/tree.ts';
import { folderOf, pathIn } from '../../domain/files/filePlace.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { Row } from '../shared/treeView.ts';
import type { FileBrowser } from './fileBrowser.ts';
import { moveFile } from './fileActions.ts';
import { uploadFiles } from './transfers.ts';

/** VS Code's own name for rows of this view. */
const ROWS = 'application/vnd.code.tree.trainyard.files';
const URIS = 'text/uri-list';

/** Files of this machine are uploaded to the folder they are dropped on; rows of the view are moved there, after a question. */
export function createDropFiles(browser: FileBrowser): TreeDragAndDropController<Row> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [ROWS, URIS, 'files'],
    handleDrag: (rows, transfer) => transfer.set(ROWS, new DataTransferItem(rows)),
    handleDrop: async (target, transfer) => {
      const subject = target?.node.subject;
      if (subject?.kind !== 'file') return;
      const folder = subject.isFolder ? subject : { ...subject, path: folderOf(subject.path), isFolder: true };
      const done = await dropped(browser, folder, transfer);
      if (done && !done.ok) browser.deps.notify.failure(done.failure);
    },
  };
}

async function dropped(
  browser: FileBrowser,
  folder: FileSubject,
  transfer: DataTransfer,
): Promise<Result<unknown> | undefined> {
  const rows: unknown = transfer.get(ROWS)?.value;
  if (Array.isArray(rows)) return await moveInto(browser, folder, rows);
  const text = await transfer.get(URIS)?.asString();
  const uris = (text ?? '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line))
    .filter(({ scheme }) => scheme === 'file');
  if (uris.length > 0) return await uploadFiles(browser, folder, uris);
  return fail({
    code: 'unsupported',
    message: t('What was dropped is no file of this machine.'),
    nextStep: t('Choose “Upload files…” on the folder.'),
  });
}

async function moveInto(
  browser: FileBrowser,
  folder: FileSubject,
  rows: readonly unknown[],
): Promise<Result<unknown> | undefined> {
  const moved = subjectsOf(undefined, rows).flatMap((each) =>
    each.kind === 'file' && !each.isPlace && folderOf(each.path) !== folder.path ? [each] : [],
  );
  const [first] = moved;
  if (!first) return undefined;
  if (moved.some(({ authority }) => authority !== folder.authority)) {
    return fail({
      code: 'unsupported',
      message: t('Files are moved inside one place only.'),
      nextStep: t('Download them and upload them to the other place.'),
    });
  }
  const message =
    moved.length === 1
      ? t('Move {0} to {1}?', first.path, folder.path)
      : t('Move {0} files to {1}?', moved.length, folder.path);
  if (!(await browser.deps.confirm({ message, verb: t('Move') }))) return fail(CANCELLED);
  for (const subject of moved) {
    const done = await moveFile(browser, subject, pathIn(folder.path, subject.name));
    if (!done.ok) return done;
  }
  return undefined;
}
