import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { EditedFile } from '../language/editing/editedFile.ts';
import { EditedManifest } from '../language/editing/editedManifest.ts';
import { editedSpec } from '../language/editing/editedSpec.ts';
import type { ManifestEditor } from '../language/editing/manifestEditor.ts';

export interface OpenFile {
  readonly version: number;
  readonly file: EditedFile;
}

/** Reads each version of an open file once, when somebody first asks for it. */
export class OpenFiles {
  readonly #find: (uri: string) => TextDocument | undefined;
  readonly #manifests: ManifestEditor;
  readonly #read = new Map<string, OpenFile>();

  constructor(find: (uri: string) => TextDocument | undefined, manifests: ManifestEditor) {
    this.#find = find;
    this.#manifests = manifests;
  }

  /** The newest version; undefined when the file is not open, or none that is checked. */
  get(uri: string): OpenFile | undefined {
    const open = this.#find(uri);
    if (!open) return undefined;
    const known = this.#read.get(uri);
    if (known?.version === open.version) return known;
    const file = this.#open(open, known?.file);
    const read = { version: open.version, file };
    this.#read.set(uri, read);
    return read;
  }

  forget(uri: string): void {
    this.#read.delete(uri);
  }

  /** The files that are open. */
  get uris(): readonly string[] {
    return Array.from(this.#read.keys());
  }

  #open(document: TextDocument, before: EditedFile | undefined): EditedFile {
    const text = document.getText();
    if (isSpec(document)) return editedSpec(document.uri, text);
    return this.#manifests.open(
      { uri: document.uri, text, positions: document },
      before instanceof EditedManifest ? before : undefined,
    );
  }
}

/** By language or by name, so that it also holds where the user gave the file another language. */
function isSpec({ languageId, uri }: TextDocument): boolean {
  return languageId === 'trainyard' || /(?:\/|\.)trainyard\.ya?ml$/.test(uri);
}
