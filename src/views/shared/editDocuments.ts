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

export interface EditDocuments extends Disposable {
  /** Gives a document its text, before it is opened. */
  set(uri: Uri, text: string): void;
}

export interface EditDocumentsParts {
  readonly scheme: string;
  /** Why what VS Code saves by itself is refused. */
  readonly refusal: string;
  /** Answers with the text that the object has afterwards, or throws FileSystemError with the reason, and the document stays unsaved. */
  readonly save: (uri: Uri, text: string) => Promise<string>;
}

/**
 * Documents that are objects somewhere else, of a cluster or a tracker: to save one is to change it there. Only people do: what VS Code saves by itself
 * is refused once, after which it leaves the document to its user.
 */
export function createEditDocuments({ scheme, refusal, save }: EditDocumentsParts): EditDocuments {
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
    workspace.registerFileSystemProvider(scheme, {
      onDidChangeFile: changed.event,
      watch: () => new Disposable(() => undefined),
      stat: (uri) => {
        const { text, changedAt } = fileOf(uri);
        return { type: FileType.File, ctime: 0, mtime: changedAt, size: Buffer.byteLength(text) };
      },
      readFile: (uri) => new TextEncoder().encode(fileOf(uri).text),
      writeFile: async (uri, content) => {
        if (reasons.get(uri.toString()) !== TextDocumentSaveReason.Manual) {
          throw FileSystemError.Unavailable(refusal);
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
      if (document.uri.scheme === scheme) reasons.set(document.uri.toString(), reason);
    }),
  );
  store.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme !== scheme) return;
      files.delete(uri.toString());
      reasons.delete(uri.toString());
    }),
  );
  return { set, dispose: () => store.dispose() };
}
