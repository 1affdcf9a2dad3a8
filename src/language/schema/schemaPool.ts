import { SchemaNode } from './schemaNode.ts';
import type { PackKind, PackRule, SchemaPack } from './schemaPack.ts';

/** The nodes of one pack, compiled when they are first used. */
export class SchemaPool {
  readonly #pack: SchemaPack;
  readonly #compiled: (SchemaNode | undefined)[];
  readonly #kinds: ReadonlyMap<string, PackKind>;

  constructor(pack: SchemaPack) {
    this.#pack = pack;
    this.#compiled = Array.from(pack.nodes, () => undefined);
    this.#kinds = new Map(Object.entries(pack.kinds));
  }

  /** By `apiVersion kind`, as `apps/v1 Deployment`. */
  get kinds(): ReadonlyMap<string, PackKind> {
    return this.#kinds;
  }

  node(id: number): SchemaNode {
    const known = this.#compiled[id];
    if (known) return known;
    const node = new SchemaNode(this.#pack.nodes[id] ?? {});
    this.#compiled[id] = node;
    return node;
  }

  rule(id: number): PackRule | undefined {
    return this.#pack.cel[id];
  }
}
