import { parsedJson } from '../domain/base/parsedJson.ts';
import { LARGEST_OPENAPI_BYTES } from '../domain/cluster/openApiSource.ts';
import { openApiPack } from '../language/schema/openApiPack.ts';
import type { SchemaPack } from '../language/schema/schemaPack.ts';
import type { ServerHost } from './serverHost.ts';

/** Reads the documents of OpenAPI that were kept of a cluster, each once: the name of a file stands for its content. */
export class ClusterPacks {
  readonly #host: Pick<ServerHost, 'textOfFile'>;
  #read = new Map<string, SchemaPack | undefined>();

  constructor(host: Pick<ServerHost, 'textOfFile'>) {
    this.#host = host;
  }

  /** The packs of files; what is gone or no such document is left out. */
  async of(files: readonly string[]): Promise<readonly SchemaPack[]> {
    const read = new Map<string, SchemaPack | undefined>();
    for (const file of files) {
      read.set(file, this.#read.has(file) ? this.#read.get(file) : await this.#packOf(file));
    }
    this.#read = read;
    return Array.from(read.values()).flatMap((pack) => pack ?? []);
  }

  async #packOf(file: string): Promise<SchemaPack | undefined> {
    const text = await this.#host.textOfFile(file, LARGEST_OPENAPI_BYTES);
    return text === undefined ? undefined : openApiPack(parsedJson(text));
  }
}
