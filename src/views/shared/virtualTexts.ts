import { EventEmitter, type Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

/** Read-only documents of one scheme whose texts are kept while they are open. */
export interface VirtualTexts extends Disposable {
  /** Gives the document its text; one that is open shows it at once. */
  set(uri: Uri, text: string): void;
}

export function createVirtualTexts(scheme: string): VirtualTexts {
  const store = new DisposableStore();
  const texts = new Map<string, string>();
  const changed = store.add(new EventEmitter<Uri>());
  store.add(
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  store.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) texts.delete(uri.toString());
    }),
  );
  return {
    set: (uri, text) => {
      texts.set(uri.toString(), text);
      changed.fire(uri);
    },
    dispose: () => store.dispose(),
  };
}
