import type { NearFiles } from '../domain/base/nearFiles.ts';

/** What the place gives that the language server runs in: a process of Node, or a worker of a browser. */
export interface ServerHost {
  /** The decompressed text of the schemas that are shipped, for `readSchemaPack`. */
  readonly schemas: () => string;
  /** The decompressed text of what their fields mean, for `SchemaTexts.read`. */
  readonly schemaTexts: () => string;
  /** The decompressed text of what fields of other files mean, for `readFieldTrees`. */
  readonly fieldTrees: () => string;
  /** The text of a file; undefined for what is not there, may not be read or is larger than `mostBytes`. */
  readonly textOf: (uri: string, mostBytes?: number) => Promise<string | undefined>;
  /** The same by its path on this machine. */
  readonly textOfFile: (path: string, mostBytes: number) => Promise<string | undefined>;
  /** Where a file is on this machine; undefined for one that is not there. */
  readonly pathOf: (uri: string) => string | undefined;
  /** What is around a file; undefined where that cannot be told at once. */
  readonly nearOf: (uri: string) => NearFiles | undefined;
  /** One turn of the event loop, in which one more message is read if there is one. */
  readonly turn: () => Promise<void>;
}
