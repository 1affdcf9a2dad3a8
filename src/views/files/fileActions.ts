import { commands, env, FileChangeType, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { FileSubject } from '../../domain/base/tree.ts';
import { type FilePlace, pathIn, placeName, placeOf } from '../../domain/files/filePlace.ts';
import type { UsedPlace } from '../../domain/files/filePlaces.ts';
import { confirmLoss } from '../shared/confirmLoss.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { type FileBrowser, uriOf } from './fileBrowser.ts';
import { LARGEST_EDITED } from './filesProvider.ts';

/** What a command of the Files view was called with. */
export interface FileRows {
  readonly clicked: unknown;
  readonly selected: unknown;
}

type FileAction = (browser: FileBrowser, rows: FileRows) => Promise<Result<unknown>>;

function one(act: (browser: FileBrowser, subject: FileSubject) => Promise<Result<unknown>>): FileAction {
  return async (browser, rows) => {
    const [subject] = filesOf(browser, rows);
    return subject ? await act(browser, subject) : nothingChosen();
  };
}

/** Everything that can be done with rows of the Files view. */
export const FILE_ACTIONS = {
  open: one(openFile),
  newFile: one(newFile),
  newFolder: one(newFolder),
  rename: one(rename),
  remove,
  copyPath: async (browser: FileBrowser, rows: FileRows): Promise<Result<unknown>> => {
    await env.clipboard.writeText(
      filesOf(browser, rows)
        .map(({ path }) => path)
        .join('\n'),
    );
    return ok(undefined);
  },
  openFolder: one(openAsFolder),
  close: one(async ({ places }, { authority }) => {
    const place = placeOf(authority);
    return place ? await places.close(place) : nothingChosen();
  }),
} satisfies Readonly<Record<string, FileAction>>;

/** The rows of a menu; for a key or the palette those that are selected. */
export function filesOf(browser: FileBrowser, { clicked, selected }: FileRows): readonly FileSubject[] {
  const subjects = clicked === undefined ? browser.selected() : subjectsOf(clicked, selected);
  return subjects.flatMap((subject) => (subject.kind === 'file' ? [subject] : []));
}

export function nothingChosen(): Result<never> {
  return fail({
    code: 'invalid',
    message: t('No file of a cluster is chosen.'),
    nextStep: t('Select a row in the Files view, or use its menu.'),
  });
}

async function openFile({ deps }: FileBrowser, subject: FileSubject): Promise<Result<void>> {
  const { size = 0, path } = subject;
  if (size <= LARGEST_EDITED) {
    await commands.executeCommand('vscode.open', uriOf(subject));
    return ok(undefined);
  }
  const message = t('{0} has {1}: too much for an editor.', path, formatBytes(size));
  deps.notify.info(message, {
    title: t('Download…'),
    run: () => deps.commands.run('trainyard.files.download', subject),
  });
  return ok(undefined);
}

/** Changes something in the place of a subject, with Cancel. */
async function change(
  browser: FileBrowser,
  { authority }: FileSubject,
  {
    title,
    work,
  }: { readonly title: string; readonly work: (place: UsedPlace, signal: AbortSignal) => Promise<Result<unknown>> },
): Promise<Result<unknown>> {
  const place = placeOf(authority);
  if (!place) return nothingChosen();
  return await withProgress(title, (_report, signal) =>
    browser.places.use(place, { writes: true }, (used) => work(used, signal), signal),
  );
}

async function newFile(browser: FileBrowser, folder: FileSubject): Promise<Result<unknown>> {
  const name = await askName(t('New file in {0}', folder.path));
  if (name === undefined) return fail(CANCELLED);
  const path = pathIn(folder.path, name);
  const made = await change(browser, folder, {
    title: t('Creating {0}', path),
    work: ({ files, inside }, signal) => files.write(inside(path), new Uint8Array(), 'absent', signal),
  });
  if (!made.ok) return made;
  browser.told(FileChangeType.Created, { ...folder, path });
  await commands.executeCommand('vscode.open', uriOf({ ...folder, path }));
  return made;
}

async function newFolder(browser: FileBrowser, folder: FileSubject): Promise<Result<unknown>> {
  const name = await askName(t('New folder in {0}', folder.path));
  if (name === undefined) return fail(CANCELLED);
  const path = pathIn(folder.path, name);
  const made = await change(browser, folder, {
    title: t('Creating {0}', path),
    work: ({ files, inside }, signal) => files.createFolder(inside(path), signal),
  });
  if (made.ok) browser.told(FileChangeType.Created, { ...folder, path });
  return made;
}

async function askName(title: string): Promise<string | undefined> {
  return (
    (await window.showInputBox({
      title,
      prompt: t('Name'),
      validateInput: (text) =>
        text === '' || (!/[/\0]/.test(text) && text !== '.' && text !== '..') ? undefined : t('This cannot be a name.'),
    })) || undefined
  );
}

/** The whole path can be changed, so that a file can be moved too. */
async function rename(browser: FileBrowser, subject: FileSubject): Promise<Result<unknown>> {
  const { path, name } = subject;
  const target = await window.showInputBox({
    title: t('Rename or move {0}', name),
    prompt: t('New path'),
    value: path,
    valueSelection: [path.length - name.length, path.length],
    validateInput: (text) => (/^\/.*[^/]$/s.test(text) ? undefined : t('A path begins with “/” and ends with a name.')),
  });
  if (target === undefined || target === path) return fail(CANCELLED);
  return await moveFile(browser, subject, target);
}

/** Nothing is overwritten by it. */
export async function moveFile(browser: FileBrowser, subject: FileSubject, target: string): Promise<Result<unknown>> {
  const { path } = subject;
  const moved = await change(browser, subject, {
    title: t('Moving {0}', path),
    work: ({ files, inside }, signal) => files.move(inside(path), inside(target), false, signal),
  });
  if (!moved.ok) return moved;
  browser.told(FileChangeType.Deleted, subject);
  browser.told(FileChangeType.Created, { ...subject, path: target });
  return moved;
}

async function remove(browser: FileBrowser, rows: FileRows): Promise<Result<unknown>> {
  const [first, ...others] = filesOf(browser, rows).filter(({ isPlace }) => !isPlace);
  const place = first && placeOf(first.authority);
  if (!first || !place) return nothingChosen();
  const chosen = outermost([first, ...others.filter(({ authority }) => authority === first.authority)]);
  const allowed = await askRemoval(browser, place, chosen);
  if (!allowed.ok) return allowed;
  return await change(browser, first, {
    title: t('Deleting in {0}', placeName(place)),
    work: async ({ files, inside }, signal) => {
      for (const subject of chosen) {
        const removed = await files.remove(inside(subject.path), signal);
        if (!removed.ok) return removed;
        browser.told(FileChangeType.Deleted, subject);
      }
      return ok(undefined);
    },
  });
}

/** A folder goes with what is in it, so that what is in it is not deleted once more. */
function outermost(subjects: readonly FileSubject[]): readonly FileSubject[] {
  return subjects.filter(({ path }) => !subjects.some((other) => path.startsWith(`${other.path}/`)));
}

async function askRemoval(
  { deps }: FileBrowser,
  place: FilePlace,
  chosen: readonly FileSubject[],
): Promise<Result<void>> {
  const cluster = await deps.clusters.cluster(place.clusterId);
  if (!cluster.ok) return cluster;
  const where = `${cluster.value.connection.label}/${place.namespace}/${placeName(place)}`;
  const [first] = chosen;
  const message =
    chosen.length === 1
      ? t('Delete {0} in {1}?', first?.path ?? '', where)
      : t('Delete {0} files in {1}?', chosen.length, where);
  const detail = chosen.some(({ isFolder }) => isFolder)
    ? t('Folders go with all that is in them. There is no way back.')
    : t('There is no way back.');
  return await confirmLoss(deps, cluster.value, { message, detail, verb: t('Delete'), name: first?.name ?? '' });
}

/** For those who want search and source control on it. VS Code starts its extensions anew for it when one folder was open. */
async function openAsFolder(_browser: FileBrowser, subject: FileSubject): Promise<Result<unknown>> {
  const place = placeOf(subject.authority);
  if (!place) return nothingChosen();
  const name = subject.isPlace ? placeName(place) : `${subject.name} · ${placeName(place)}`;
  const count = workspace.workspaceFolders?.length ?? 0;
  const isAdded = workspace.updateWorkspaceFolders(count, 0, { uri: uriOf(subject), name });
  if (!isAdded) return fail({ code: 'conflict', message: t('{0} is a folder of the workspace already.', name) });
  await commands.executeCommand('workbench.view.explorer');
  return ok(undefined);
}
