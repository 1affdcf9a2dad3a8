import { FileType, Position, Range, type Uri, window, workspace } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type FolderMapping, sourceCandidates } from '../../domain/logs/traceback.ts';

/** Opens the file of this machine that a file of the container is, at the line that a traceback names. */
export async function openSource(
  { path, line }: { readonly path: string; readonly line: number },
  mappings: readonly FolderMapping[],
): Promise<Result<void>> {
  const folders = workspace.workspaceFolders ?? [];
  const roots = new Map(folders.map((folder) => [folder.uri.path, folder.uri]));
  const candidates = sourceCandidates(path, { mappings, folders: [...roots.keys()] });
  for (const candidate of candidates) {
    const uri = uriOf(candidate, [...roots.values()]);
    if (!uri || !(await isFile(uri))) continue;
    const document = await workspace.openTextDocument(uri);
    const at = new Position(Math.min(line, document.lineCount) - 1, 0);
    await window.showTextDocument(document, { selection: new Range(at, at), preview: true });
    return ok(undefined);
  }
  return fail({
    code: 'not-found',
    message: t('The file {0} of the container was not found in this workspace.', path),
    nextStep: t('Open the folder that the image was built from.'),
  });
}

/** Only files of the workspace: a log line must not open anything else of this machine. */
function uriOf(path: string, roots: readonly Uri[]): Uri | undefined {
  const root = roots.find((each) => path.startsWith(`${each.path.replace(/\/$/, '')}/`));
  return root?.with({ path });
}

async function isFile(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
  } catch (error) {
    // FileNotFound and the like: the next candidate may be there.
    if (error instanceof Error) return false;
    throw error;
  }
}
