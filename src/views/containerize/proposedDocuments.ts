import { EventEmitter, type Uri, workspace } from 'vscode';
import type { ProposedFile } from '../../domain/containerize/proposal.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';

const SCHEME = 'trainyard-proposed';

/** Proposed texts as documents, so that they can stand in a diff before anything is written. */
export interface ProposedDocuments extends Disposable {
  /** The document that shows `file` as it would be at `target`. A later proposal for the same place replaces its text. */
  uriOf(target: Uri, file: ProposedFile): Uri;
}

export function createProposedDocuments(): ProposedDocuments {
  const store = new DisposableStore();
  const texts = new Map<string, string>();
  const changed = store.add(new EventEmitter<Uri>());
  store.add(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
  store.add(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) texts.delete(uri.toString());
    }),
  );
  return {
    uriOf: (target, { text }) => {
      const uri = target.with({ scheme: SCHEME });
      texts.set(uri.toString(), text);
      changed.fire(uri);
      return uri;
    },
    dispose: () => store.dispose(),
  };
}
