import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  FileType,
  TextDocumentSaveReason,
  type Uri,
  workspace,
} from 'vscode';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';

/** The scheme of objects that are being edited. */
export const EDIT_SCHEME = 'trainyard-object';

export interface EditDocuments extends Disposable {
  /** Gives a document its text, before it is opened. */
  set(uri: Uri, text: string): void;
}

/**
 * Documents that are objects of a cluster: to save one is to apply it. `save` answers with the text that the object has afterwards, or throws
 * FileSystemError with the reason, and the document stays unsaved. Only people apply: what VS Code saves by itself is refused once, after which it
 * leaves the document to its user.
 */
export function createEditDocuments(save: (uri: Uri, text: string) => Promise<string>): EditDocuments {
  const store = new DisposableStore();
  const files = new Map<string, { text: string; changedAt: number }>();
  const changed = store.add(new EventEmitter<FileChangeEvent[]>());
  const reasons = new Map<string, TextDocumentSaveReason>();
  const fileOf = (uri: Uri) => {
    const file = files.get(uri.toString());
    if (!file) throw FileSystemError.FileNotFound(uri);
    return file;
  };
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const set = (uri: Uri, text: string) => files.set(uri.toString(), { text, changedAt: Date.now() });
  store.add(
    workspace.registerFileSystemProvider(EDIT_SCHEME, {
      onDidChangeFile: changed.event,
      watch: () => new Disposable(() => undefined),
      stat: (uri) => {
        const { text, changedAt } = fileOf(uri);
        return { type: FileType.File, ctime: 0, mtime: changedAt, size: Buffer.byteLength(text) };
      },
      readFile: (uri) => new TextEncoder().encode(fileOf(uri).text),
      writeFile: async (uri, content) => {
        if (reasons.get(uri.toString()) !== TextDocumentSaveReason.Manual) {
          throw FileSystemError.Unavailable(
            t('A cluster is changed only when you save yourself. Your changes stay in the editor.'),
          );
        }
        set(uri, await save(uri, new TextDecoder().decode(content)));
        // The server may have filled in more than was written.
        changed.fire([{ type: FileChangeType.Changed, uri }]);
      },
      readDirectory: () => [],
      createDirectory: refuse,
      delete: refuse,
      rename: refuse,
    }),
  );
  store.add(
    workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (document.uri.scheme === EDIT_SCHEME) reasons.set(document.uri.toString(), reason);
    }),
  );
  store.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== EDIT_SCHEME) return;
      files.delete(uri.toString());
      reasons.delete(uri.toString());
    }),
  );
  return { set, dispose: () => store.dispose() };
}
