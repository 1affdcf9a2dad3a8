import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  FileType,
  type Uri,
  workspace,
} from 'vscode';
import { DisposableStore } from '../../domain/base/lifecycle.ts';

/** The scheme of objects that are being edited. */
export const EDIT_SCHEME = 'trainyard-object';

export interface EditDocuments extends Disposable {
  /** Gives a document its text, before it is opened. */
  set(uri: Uri, text: string): void;
}

/**
 * Documents that are objects of a cluster: to save one is to apply it. `save` answers with the text that the object has afterwards, or throws
 * FileSystemError with the reason, and the document stays unsaved.
 */
export function createEditDocuments(save: (uri: Uri, text: string) => Promise<string>): EditDocuments {
  const store = new DisposableStore();
  const files = new Map<string, { text: string; changedAt: number }>();
  const changed = store.add(new EventEmitter<FileChangeEvent[]>());
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
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === EDIT_SCHEME) files.delete(uri.toString());
    }),
  );
  return { set, dispose: () => store.dispose() };
}
