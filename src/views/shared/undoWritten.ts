import { type Uri, window, workspace, WorkspaceEdit, Range } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** One file that Containerize wrote. `before` is absent where there was none. */
export interface WrittenFile {
  readonly uri: Uri;
  readonly text: string;
  readonly before?: string;
}

/**
 * Restores what was there: files that were made are deleted, texts that were replaced come back. All or nothing; a file that was changed since is the
 * user's work, and then nothing is touched.
 */
export async function undoWritten(written: readonly WrittenFile[]): Promise<Result<void>> {
  for (const { uri, text } of written) {
    if ((await textOf(uri)) === text) continue;
    return fail({
      code: 'conflict',
      message: t('{0} was changed since it was written, so nothing was undone.', workspace.asRelativePath(uri)),
      nextStep: t('Undo in its editor, or delete the files that you do not want.'),
    });
  }
  const edit = new WorkspaceEdit();
  for (const { uri, before } of written) {
    if (before === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else {
      const document = await workspace.openTextDocument(uri);
      edit.replace(uri, new Range(document.positionAt(0), document.positionAt(document.getText().length)), before);
    }
  }
  const made = new Set(written.filter(({ before }) => before === undefined).map(({ uri }) => uri.toString()));
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const isMade = (input: unknown) =>
    typeof input === 'object' && input !== null && 'uri' in input && made.has(String(input.uri));
  // An editor of a file that is gone would stay and show its text struck through.
  await window.tabGroups.close(tabs.filter(({ input }) => isMade(input)));
  if (!(await workspace.applyEdit(edit))) return fail(notUndone());
  for (const { uri, before } of written)
    if (before !== undefined && !(await (await workspace.openTextDocument(uri)).save())) return fail(notUndone());
  return ok(undefined);
}

const notUndone = () =>
  ({
    code: 'rejected',
    message: t('The files could not be restored.'),
    nextStep: t('Check that the folder is not read-only.'),
  }) as const;

/** Undefined when there is no such file. An unsaved change counts: it is what the user sees. */
export async function textOf(uri: Uri): Promise<string | undefined> {
  const [found] = await Promise.allSettled([workspace.fs.readFile(uri)]);
  if (found.status === 'rejected') return undefined;
  // A document can outlive its file.
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.isDirty === true ? open.getText() : new TextDecoder().decode(found.value);
}
