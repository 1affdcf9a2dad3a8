import { commands, Uri, window, workspace } from 'vscode';
import { localPaths } from '../../adapters/vscode/localFolders.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { readRunChanges } from '../../domain/runs/readRunChanges.ts';
import type { RecordedRun } from '../../domain/runs/recordedRun.ts';
import {
  type CodeOfRun,
  findCode,
  type FoundCode,
  proposedFolder,
  restoreCode,
} from '../../domain/runs/restoreCode.ts';
import type { Run } from '../../domain/runs/run.ts';
import { folderOf } from './planRun.ts';
import type { RunsDeps } from './register.ts';

interface Wanted {
  readonly name: string;
  readonly commit: string;
  /** The run itself, or what a tracker knows of it. */
  readonly run?: Run;
  readonly runId?: string;
  readonly isDirty: boolean;
}

/** Makes a folder with the code that a run was started from, as a Git worktree beside the repository, and offers to open it. */
export async function restoreRunCode(deps: RunsDeps, from: Run | RecordedRun): Promise<Result<void>> {
  const wanted = await wantedOf(deps, from);
  if (!wanted.ok) return wanted;
  const { name } = wanted.value;
  const { git } = await deps.loadMachine();
  const folders = foldersOf(wanted.value.run);
  const found = await withProgress(t('Looking for the code of {0}', name), async (_report, signal) =>
    findCode(git, wanted.value, folders, signal),
  );
  if (!found.ok) return found;
  const path = await askPlace(found.value, wanted.value);
  if (!path.ok) return path;
  if (path.value.isThere) {
    offerToOpen(deps, t('{0} has the commit of {1} already.', path.value.path, name), path.value.path);
    return ok(undefined);
  }
  return await makeFolder(deps, wanted.value, { ...found.value, path: path.value.path });
}

async function makeFolder(
  deps: RunsDeps,
  wanted: Wanted,
  { root, below, path }: FoundCode & { readonly path: string },
): Promise<Result<void>> {
  const { git } = await deps.loadMachine();
  const done = await withProgress(t('Restoring the code of {0}', wanted.name), async (_report, signal) => {
    const changes = await changesOf(deps, wanted, signal);
    const { name, commit } = wanted;
    const code: CodeOfRun = {
      name,
      commit,
      ...(changes.ok && changes.value !== undefined ? { patch: changes.value } : {}),
    };
    const restored = await restoreCode(git, { code, root, below, path }, signal);
    return restored.ok ? ok({ code, changes, restored: restored.value }) : restored;
  });
  if (!done.ok) return done;
  const { code, changes, restored } = done.value;
  const short = code.commit.slice(0, 10);
  if (restored.changes === 'rejected') {
    await deps.documents.show(`${code.name}.changes.diff`, code.patch ?? '');
    const text = t(
      '{0} has the commit {1} without the changes of {2}: {3}',
      path,
      short,
      code.name,
      restored.failure.message,
    );
    offerToOpen(deps, text, path, 'warning');
  } else if (!changes.ok) {
    offerToOpen(deps, t('{0} has the commit {1}. {2}', path, short, changes.failure.message), path, 'warning');
  } else if (restored.changes === 'applied') {
    offerToOpen(deps, t('{0} has the commit {1} with the changes of {2}.', path, short, code.name), path);
  } else offerToOpen(deps, t('{0} has the commit {1}, from which {2} was started.', path, short, code.name), path);
  return ok(undefined);
}

/** Which code is wanted. A run that is still there knows more than its tracker. */
async function wantedOf(deps: RunsDeps, from: Run | RecordedRun): Promise<Result<Wanted>> {
  const isRecorded = from.kind === 'recordedRun';
  const runId = isRecorded ? from.runId : from.id;
  if (isRecorded) await deps.runs.open();
  const run = isRecorded ? (runId === undefined ? undefined : deps.runs.find(runId)) : from;
  const commit = run?.commit ?? from.commit;
  if (commit === undefined) {
    return fail({
      code: 'not-found',
      message: t('It is not known from which commit {0} was started.', from.name),
      nextStep: t(
        'Runs know it when their project is in a Git repository, and runs of trackers by the tag mlflow.source.git.commit.',
      ),
    });
  }
  const isDirty = run?.isDirty ?? from.isDirty ?? false;
  return ok({ name: from.name, commit, isDirty, ...(run ? { run } : {}), ...(runId === undefined ? {} : { runId }) });
}

/** The uncommitted changes, where there were any; a failure says why they are not known. */
async function changesOf(
  deps: RunsDeps,
  { name, run, runId, isDirty }: Wanted,
  signal: AbortSignal,
): Promise<Result<string | undefined>> {
  if (!isDirty) return ok(undefined);
  const { keeper } = await deps.loadMachine();
  if (run && run.isGone !== true) return await readRunChanges({ ...deps, keeper }, run, signal);
  const kept = runId === undefined ? undefined : await keeper.kept(runId);
  if (kept !== undefined) return ok(kept);
  return fail({ code: 'not-found', message: t('The uncommitted changes of {0} are not kept any more.', name) });
}

/** Where a clone may be: around the spec of the run, then the open folders. */
function foldersOf(run: Run | undefined): readonly string[] {
  const open = localPaths();
  const spec = run?.specPath;
  if (spec === undefined) return open;
  // A run in a cluster names its spec within the workspace.
  const specs = isAbsolute(spec) ? [spec] : open.map((folder) => Uri.joinPath(Uri.file(folder), spec).fsPath);
  return [...specs.map(folderOf), ...open];
}

const isAbsolute = (path: string) => /^([/\\]|[A-Za-z]:[/\\])/.test(path);

/** A new folder, or one that has the commit already. */
async function askPlace(
  { root, existing }: FoundCode,
  { name, commit }: Wanted,
): Promise<Result<{ readonly path: string; readonly isThere: boolean }>> {
  const title = t('Code of {0}, commit {1}', name, commit.slice(0, 10));
  if (existing.length > 0) {
    const items = [
      ...existing.map(({ path }) => ({ label: `$(folder) ${path}`, description: t('has this commit'), path })),
      { label: `$(add) ${t('Make another folder…')}`, path: undefined },
    ];
    const picked = await window.showQuickPick(items, { title, ignoreFocusOut: true });
    if (!picked) return fail(CANCELLED);
    if (picked.path !== undefined) return ok({ path: picked.path, isThere: true });
  }
  const path = await window.showInputBox({
    title,
    value: proposedFolder(root, name),
    prompt: t('Folder for it; it must not be there yet. Nothing in your own folder is changed.'),
    ignoreFocusOut: true,
    validateInput: (text) => (isAbsolute(text.trim()) ? undefined : t('Write a whole path.')),
  });
  return path === undefined ? fail(CANCELLED) : ok({ path: path.trim(), isThere: false });
}

function offerToOpen({ notify }: RunsDeps, message: string, path: string, kind: 'info' | 'warning' = 'info'): void {
  const folder = Uri.file(path);
  notify[kind](
    message,
    {
      title: t('Open in a new window'),
      run: async () => await commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true }),
    },
    {
      title: t('Add to this workspace'),
      run: () => workspace.updateWorkspaceFolders(workspace.workspaceFolders?.length ?? 0, 0, { uri: folder }),
    },
  );
}
