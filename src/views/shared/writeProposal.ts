import { commands, Range, TabInputTextDiff, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ProposedFile } from '../../domain/containerize/proposal.ts';
import type { ProposedDocuments } from './proposedDocuments.ts';
import { textOf, type WrittenFile } from './undoWritten.ts';

export interface WrittenFiles {
  readonly created: readonly string[];
  readonly replaced: readonly string[];
  /** There already: the same, or kept as they are. */
  readonly kept: readonly string[];
}

/** The same with what Undo needs. */
export interface Writing {
  readonly files: WrittenFiles;
  readonly written: readonly WrittenFile[];
}

/**
 * Creates what is missing in one edit and asks for each file that would change. Closing a question keeps the file and
 * all after it.
 */
export async function writeProposal(
  folder: Uri,
  files: readonly ProposedFile[],
  proposed: ProposedDocuments,
): Promise<Result<Writing>> {
  const current = await Promise.all(
    files.map(async (file) => ({
      file,
      uri: Uri.joinPath(folder, file.path),
      text: await textOf(Uri.joinPath(folder, file.path)),
    })),
  );
  const missing = current.filter(({ text }) => text === undefined);
  if (missing.length > 0 && !(await create(missing))) return fail(notWritten());
  const written: WrittenFile[] = missing.map(({ uri, file }) => ({ uri, text: file.text }));
  const replaced: string[] = [];
  const kept = current.filter(({ file, text }) => text === file.text).map(({ file }) => file.path);
  const different = current.filter(({ file, text }) => text !== undefined && text !== file.text);
  for (const [index, { file, uri, text: before = '' }] of different.entries()) {
    const answer = await askFor(uri, file, proposed);
    if (answer === 'replace') {
      if (!(await replace(uri, file.text))) return fail(notWritten());
      replaced.push(file.path);
      written.push({ uri, text: file.text, before });
    } else {
      kept.push(...different.slice(index, answer === 'keep' ? index + 1 : undefined).map((one) => one.file.path));
    }
    if (answer === 'stop') break;
  }
  return ok({ files: { created: missing.map(({ file }) => file.path), replaced, kept }, written });
}

const notWritten = () =>
  ({
    code: 'rejected',
    message: t('The files could not be written.'),
    nextStep: t('Check that the folder is not read-only.'),
  }) as const;

async function create(missing: readonly { readonly file: ProposedFile; readonly uri: Uri }[]): Promise<boolean> {
  const edit = new WorkspaceEdit();
  for (const { file, uri } of missing)
    edit.createFile(uri, { contents: new TextEncoder().encode(file.text), overwrite: false });
  if (!(await workspace.applyEdit(edit))) return false;
  for (const { uri } of missing) await window.showTextDocument(uri, { preview: false });
  return true;
}

async function replace(uri: Uri, text: string): Promise<boolean> {
  const document = await workspace.openTextDocument(uri);
  const edit = new WorkspaceEdit();
  edit.replace(uri, new Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
  return (await workspace.applyEdit(edit)) && (await document.save());
}

type Answer = 'replace' | 'keep' | 'stop';

/** Shows the difference first, then asks; "Open diff" brings it back when it was closed. */
async function askFor(uri: Uri, file: ProposedFile, proposed: ProposedDocuments): Promise<Answer> {
  const showDiff = async () => {
    const title = t('{0}: yours ↔ proposed', file.path);
    await commands.executeCommand('vscode.diff', uri, proposed.uriOf(uri, file), title, {
      preview: true,
      preserveFocus: true,
    });
  };
  await showDiff();
  const items = [
    { label: t('$(check) Keep {0}', file.path), description: t('nothing is changed'), answer: 'keep' },
    { label: t('$(replace) Replace {0}', file.path), description: t('can be undone in the editor'), answer: 'replace' },
    { label: t('$(diff) Open diff'), description: t('yours on the left, proposed on the right'), answer: 'diff' },
  ] as const;
  for (;;) {
    const chosen = await window.showQuickPick(items, {
      title: t('{0} is there already and differs from the proposal', file.path),
      placeHolder: t('Keep or replace?'),
      ignoreFocusOut: true,
    });
    if (chosen?.answer === 'diff') {
      await showDiff();
      continue;
    }
    await closeDiff(uri);
    return chosen?.answer ?? 'stop';
  }
}

async function closeDiff(original: Uri): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const isDiff = (input: unknown) =>
    input instanceof TabInputTextDiff && input.original.toString() === original.toString();
  await window.tabGroups.close(tabs.filter(({ input }) => isDiff(input)));
}
