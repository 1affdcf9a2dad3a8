import { patternMatcher } from './patternMatcher.ts';
import { SchemaNode } from './schemaNode.ts';
import type { PackKind, PackRule, SchemaPack } from './schemaPack.ts';

/** The nodes of one pack, compiled when they are first used. */
export class SchemaPool {
  readonly #pack: SchemaPack;
  readonly #isTrusted: boolean;
  readonly #compiled: (SchemaNode | undefined)[];
  readonly #kinds: ReadonlyMap<string, PackKind>;

  /** @param isTrusted It is bundled, so that its patterns are known to be harmless. */
  constructor(pack: SchemaPack, isTrusted = false) {
    this.#isTrusted = isTrusted;
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
    const node = new SchemaNode(this.#pack.nodes[id] ?? {}, id, this.#isTrusted);
    this.#compiled[id] = node;
    return node;
  }

  /** Whether a text matches a pattern; undefined for a pattern that cannot be read. */
  matches(text: string, pattern: string): boolean | undefined {
    return patternMatcher(pattern, this.#isTrusted)?.(text);
  }

  rule(id: number): PackRule | undefined {
    return this.#pack.cel[id];
  }
}
