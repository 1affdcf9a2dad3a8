import { commands, languages, Uri, window, workspace } from 'vscode';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { createVirtualTexts } from './virtualTexts.ts';

const SCHEME = 'trainyard-inspect';

/** Read-only documents for what an engine says of an object. The text is kept while the document is open. */
export interface ReadOnlyDocuments extends Disposable {
  /** `name` ends in the suffix that chooses the language, for example `.json`. Where it stands is given back. */
  show(name: string, content: string): Promise<Uri>;
  /** Two of them side by side in the diff editor. */
  showDiff(left: NamedText, right: NamedText, title: string): Promise<void>;
  /** Gives those that are open, and whose name ends so, another text; it is asked for when there are any. Undefined: they stay as they are. */
  update(ending: string, read: () => Promise<string | undefined>): Promise<void>;
}

interface NamedText {
  readonly name: string;
  readonly content: string;
}

export function createReadOnlyDocuments(): ReadOnlyDocuments {
  const texts = createVirtualTexts(SCHEME);
  const put = ({ name, content }: NamedText, folder = ''): Uri => {
    const uri = Uri.from({ scheme: SCHEME, path: `${folder}/${inPath(name)}` });
    texts.set(uri, content);
    return uri;
  };
  return {
    show: async (name, content) => {
      const uri = put({ name, content });
      const document = await workspace.openTextDocument(uri);
      if (name.endsWith('.json')) await languages.setTextDocumentLanguage(document, 'json');
      await window.showTextDocument(document, { preview: true });
      return uri;
    },
    showDiff: async (left, right, title) => {
      // Apart from each other, because both may have the same name.
      const [before, after] = [put(left, '/left'), put(right, '/right')];
      await commands.executeCommand('vscode.diff', before, after, title, { preview: true });
    },
    update: async (ending, read) => {
      const isMeant = ({ scheme, path }: Uri) => scheme === SCHEME && path.endsWith(inPath(ending));
      const open = workspace.textDocuments.map(({ uri }) => uri).filter(isMeant);
      const text = open.length > 0 ? await read() : undefined;
      if (text !== undefined) for (const uri of open) texts.set(uri, text);
    },
    dispose: () => texts.dispose(),
  };
}

/** A name from outside is one path segment, whatever characters it has. */
const inPath = (name: string) => name.replaceAll('/', '∕');
