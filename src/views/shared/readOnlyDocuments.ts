import { EventEmitter, languages, Uri, window, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

const SCHEME = 'trainyard-inspect';

/** Read-only documents for what an engine says of an object. The text is kept while the document is open. */
export interface ReadOnlyDocuments extends Disposable {
  /** `name` ends in the suffix that chooses the language, for example `.json`. */
  show(name: string, content: string): Promise<void>;
}

export function createReadOnlyDocuments(): ReadOnlyDocuments {
  const store = new DisposableStore();
  const contents = new Map<string, string>();
  const changed = store.add(new EventEmitter<Uri>());
  store.add(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contents.get(uri.toString()) ?? '',
    }),
  );
  store.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) contents.delete(uri.toString());
    }),
  );
  return {
    show: async (name, content) => {
      // A name from outside is one path segment, whatever characters it has.
      const uri = Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', '∕')}` });
      contents.set(uri.toString(), content);
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      if (name.endsWith('.json')) await languages.setTextDocumentLanguage(document, 'json');
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => store.dispose(),
  };
}
