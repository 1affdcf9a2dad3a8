import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createSpecDocument, type SpecDocument } from '../language/document/specDocument.ts';

export interface ParsedDocument {
  readonly version: number;
  readonly document: SpecDocument;
}

/** Parses each version of a document once, when somebody first asks for it. */
export class ParsedDocuments {
  readonly #find: (uri: string) => TextDocument | undefined;
  readonly #parsed = new Map<string, ParsedDocument>();

  constructor(find: (uri: string) => TextDocument | undefined) {
    this.#find = find;
  }

  /** The newest version; undefined when the document is not open. */
  get(uri: string): ParsedDocument | undefined {
    const open = this.#find(uri);
    if (!open) return undefined;
    const known = this.#parsed.get(uri);
    if (known?.version === open.version) return known;
    const parsed = { version: open.version, document: createSpecDocument(open.getText()) };
    this.#parsed.set(uri, parsed);
    return parsed;
  }

  forget(uri: string): void {
    this.#parsed.delete(uri);
  }
}
