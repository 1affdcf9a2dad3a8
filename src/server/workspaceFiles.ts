import { fileLanguage } from '../language/lint/fileLanguage.ts';
import { readManifests } from '../language/manifest/manifestFile.ts';
import type { WorkspaceIndex } from '../language/workspace/workspaceIndex.ts';
import type { ServerHost } from './serverHost.ts';

/** No manifest that names are looked up in is larger. */
const LARGEST_BYTES = 2 * 1024 * 1024;
/** Files read before others get their turn. */
const BLOCK = 50;

interface Listener extends Pick<ServerHost, 'textOf'> {
  /** An open file is read from the editor and not from the disk. */
  readonly isOpen: (uri: string) => boolean;
  /** Every file that is read; one without a text is gone. */
  readonly seen: (uri: string, text: string | undefined) => void;
  /** A file that defines kinds, or one that does so no more. */
  readonly define: (uri: string, text: string | undefined) => void;
  /** Names have come or gone. */
  readonly changed: () => void;
}

/** Reads the manifests of a workspace into the index. Files that are gone or no text take their names with them. */
export class WorkspaceFiles {
  readonly #index: WorkspaceIndex;
  readonly #listener: Listener;

  constructor(index: WorkspaceIndex, listener: Listener) {
    this.#index = index;
    this.#listener = listener;
  }

  async read(uris: readonly string[]): Promise<void> {
    const files = uris.filter((uri) => uri.startsWith('file:') && /\.(?:ya?ml|json|tpl)$/i.test(uri));
    for (let at = 0; at < files.length; at += BLOCK) {
      await Promise.all(files.slice(at, at + BLOCK).map((uri) => this.#readOne(uri)));
    }
    if (files.length > 0) this.#listener.changed();
  }

  /** A file is not open any more: what is on the disk counts again. */
  async closed(uri: string): Promise<void> {
    if (!uri.startsWith('file:')) this.#index.delete(uri);
    await this.read([uri]);
  }

  async #readOne(uri: string): Promise<void> {
    // Without the text its names are not known, and nothing is lost.
    const text = await this.#listener.textOf(uri, LARGEST_BYTES);
    // It may have been opened in between.
    if (this.#listener.isOpen(uri)) return;
    this.#listener.seen(uri, text);
    this.#listener.define(uri, text?.includes('CustomResourceDefinition') === true ? text : undefined);
    if (text === undefined || !isManifest(uri, text)) this.#index.delete(uri);
    else this.#index.set(uri, readManifests(text));
  }
}

function isManifest(uri: string, text: string): boolean {
  const language = fileLanguage(decodeURIComponent(new URL(uri).pathname), text);
  return language === 'manifest' || language === 'helm-template';
}
