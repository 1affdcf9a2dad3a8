import { pathToFileURL } from 'node:url';
import { parsedJson } from '../domain/base/parsedJson.ts';
import { openApiPack } from '../language/schema/openApiPack.ts';
import type { SchemaPack } from '../language/schema/schemaPack.ts';
import { textOnDisk } from './textOnDisk.ts';

/** As much as is kept of a document. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** Reads the documents of OpenAPI that were kept of a cluster, each once: the name of a file stands for its content. */
export class ClusterPacks {
  #read = new Map<string, SchemaPack | undefined>();

  /** The packs of files; what is gone or no such document is left out. */
  async of(files: readonly string[]): Promise<readonly SchemaPack[]> {
    const read = new Map<string, SchemaPack | undefined>();
    for (const file of files) {
      read.set(file, this.#read.has(file) ? this.#read.get(file) : await packOf(file));
    }
    this.#read = read;
    return Array.from(read.values()).flatMap((pack) => pack ?? []);
  }
}

async function packOf(file: string): Promise<SchemaPack | undefined> {
  const text = await textOnDisk(pathToFileURL(file).href, LARGEST_BYTES);
  return text === undefined ? undefined : openApiPack(parsedJson(text));
}
