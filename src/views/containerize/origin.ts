import { FileType, Uri, window, workspace } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ProjectReader } from '../../domain/containerize/ports.ts';

/** What the command was started on: the project folder, and the file in it that should run. */
export interface Origin {
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly focus?: string;
}

/**
 * From the explorer or an editor title: the file or folder itself. From the palette: the file in the editor when it is Python or a notebook, else the
 * only folder of the workspace, else the one that the user picks.
 */
export async function originOf(from: unknown, reader: ProjectReader): Promise<Result<Origin>> {
  const uri = from instanceof Uri ? from : openProgram();
  if (!uri) return await originOfWorkspace();
  if (uri.scheme !== 'file') return fail(notOnDisk());
  const isFolder = ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  if (isFolder) return ok({ folder: uri.fsPath });
  const root = workspace.getWorkspaceFolder(uri)?.uri ?? Uri.joinPath(uri, '..');
  const folder = await reader.projectFolder(uri.fsPath, root.fsPath);
  const base = Uri.file(folder).path.replace(/\/$/, '');
  return ok({ folder, focus: uri.path.slice(base.length + 1) });
}

function openProgram(): Uri | undefined {
  const notebook = window.activeNotebookEditor?.notebook.uri;
  const uri = notebook ?? window.activeTextEditor?.document.uri;
  return uri && /\.(?:py|ipynb)$/.test(uri.path) ? uri : undefined;
}

async function originOfWorkspace(): Promise<Result<Origin>> {
  const folders = workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (!first) {
    return fail({
      code: 'not-found',
      message: t('No folder is open, so there is nothing to containerize.'),
      nextStep: t('Open the folder of your project first.'),
    });
  }
  const placeHolder = t('Which folder should be containerized?');
  const chosen = folders.length === 1 ? first : await window.showWorkspaceFolderPick({ placeHolder });
  if (!chosen) return fail(CANCELLED);
  return chosen.uri.scheme === 'file' ? ok({ folder: chosen.uri.fsPath }) : fail(notOnDisk());
}

const notOnDisk = () =>
  ({
    code: 'unsupported',
    message: t('This folder is not on a disk of the machine where the extension runs.'),
    nextStep: t('Clone or copy it to a disk first.'),
  }) as const;
