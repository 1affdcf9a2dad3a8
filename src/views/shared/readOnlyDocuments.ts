import { languages, Uri, window, workspace } from 'vscode';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { createVirtualTexts } from './virtualTexts.ts';

const SCHEME = 'trainyard-inspect';

/** Read-only documents for what an engine says of an object. The text is kept while the document is open. */
export interface ReadOnlyDocuments extends Disposable {
  /** `name` ends in the suffix that chooses the language, for example `.json`. */
  show(name: string, content: string): Promise<void>;
}

export function createReadOnlyDocuments(): ReadOnlyDocuments {
  const texts = createVirtualTexts(SCHEME);
  return {
    show: async (name, content) => {
      // A name from outside is one path segment, whatever characters it has.
      const uri = Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', '∕')}` });
      texts.set(uri, content);
      const document = await workspace.openTextDocument(uri);
      if (name.endsWith('.json')) await languages.setTextDocumentLanguage(document, 'json');
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => texts.dispose(),
  };
}
