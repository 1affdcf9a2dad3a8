import type { SchemaNode } from './schemaNode.ts';
import type { PackKind, SchemaPack } from './schemaPack.ts';
import { SchemaPool } from './schemaPool.ts';

/** The schema of one kind. */
export interface KindSchema {
  readonly pool: SchemaPool;
  readonly node: SchemaNode;
  /** Kubernetes' own kind: null is “not set”, and an amount may have a fraction. */
  readonly isBuiltIn: boolean;
}

/** What is known of kinds, from several packs; the first one that knows a kind is believed: the cluster, files of the workspace, what is bundled. */
export class SchemaSet {
  readonly #pools: readonly SchemaPool[];
  readonly #found = new Map<string, KindSchema>();

  constructor(pools: readonly SchemaPool[]) {
    this.#pools = pools;
  }

  static of(...packs: readonly SchemaPack[]): SchemaSet {
    return new SchemaSet(packs.map((pack) => new SchemaPool(pack)));
  }

  /** The same kinds, and others that are asked first. */
  with(first: SchemaPack): SchemaSet {
    return new SchemaSet([new SchemaPool(first), ...this.#pools]);
  }

  /** @param kubernetesMinor Minor version of Kubernetes 1.x; kinds that it does not serve are not found. */
  find(apiVersion: string, kind: string, kubernetesMinor: number): KindSchema | undefined {
    const name = `${apiVersion} ${kind}`;
    for (const pool of this.#pools) {
      const entry = pool.kinds.get(name);
      if (entry && isServed(entry, kubernetesMinor)) return this.#schemaOf(name, pool, entry);
    }
    return undefined;
  }

  #schemaOf(name: string, pool: SchemaPool, { n, b }: PackKind): KindSchema {
    const known = this.#found.get(name);
    if (known) return known;
    const schema = { pool, node: pool.node(n), isBuiltIn: b === 1 };
    this.#found.set(name, schema);
    return schema;
  }
}

function isServed({ s = 0, u = 0 }: PackKind, minor: number): boolean {
  return minor >= s && (u === 0 || minor < u);
}
