import { apiGroup } from '../manifest/apiGroup.ts';
import { isRewritten } from './rewrittenKinds.ts';
import type { SchemaNode } from './schemaNode.ts';
import type { PackKind, SchemaPack } from './schemaPack.ts';
import { SchemaPool } from './schemaPool.ts';

/** The schema of one kind. */
export interface KindSchema {
  readonly pool: SchemaPool;
  readonly node: SchemaNode;
  /** Kubernetes' own kind: an empty text is “not set”, and an amount may have a fraction. */
  readonly isBuiltIn: boolean;
  /** The CRD calls this version deprecated. */
  readonly isDeprecated: boolean;
  /** A webhook writes objects again before they are checked, amounts among them. */
  readonly isRewritten: boolean;
}

/** What is like a kind that is not known. */
export interface NearKinds {
  /** Kinds of its apiVersion, else of its group. */
  readonly ofGroup: readonly string[];
  /** The apiVersions in which the kind is known, the best first. */
  readonly ofKind: readonly string[];
  /** The group is one of Kubernetes itself, of which everything is known. */
  readonly isBuiltIn: boolean;
}

/** Unknown kinds that are remembered; a file made to hurt may name any number. */
const MOST_NEAR = 1000;

/** What is known of kinds, from several packs; the first one that knows a kind is believed: files of the workspace, what is bundled, the cluster. */
export class SchemaSet {
  readonly #pools: readonly SchemaPool[];
  readonly #found = new Map<string, KindSchema>();
  readonly #near = new Map<string, NearKinds>();

  constructor(pools: readonly SchemaPool[]) {
    this.#pools = pools;
  }

  /** Of packs that are bundled. */
  static of(...packs: readonly SchemaPack[]): SchemaSet {
    return new SchemaSet(packs.map((pack) => new SchemaPool(pack, true)));
  }

  /** The same kinds, and others that are asked first. */
  with(...first: readonly SchemaPack[]): SchemaSet {
    return new SchemaSet([...first.map((pack) => new SchemaPool(pack)), ...this.#pools]);
  }

  /** The same kinds, and others that are asked last. */
  followedBy(last: readonly SchemaPack[]): SchemaSet {
    return last.length === 0 ? this : new SchemaSet([...this.#pools, ...last.map((pack) => new SchemaPool(pack))]);
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

  /** The minor versions of Kubernetes that serve a kind (0: no bound, `until` not included); undefined for what nobody knows. */
  bounds(apiVersion: string, kind: string): { readonly since: number; readonly until: number } | undefined {
    for (const { kinds } of this.#pools) {
      const entry = kinds.get(`${apiVersion} ${kind}`);
      if (entry) return { since: entry.s ?? 0, until: entry.u ?? 0 };
    }
    return undefined;
  }

  /** What is like a kind that is not known. */
  near(apiVersion: string, kind: string, kubernetesMinor: number): NearKinds {
    const name = `${apiVersion} ${kind}`;
    const known = this.#near.get(name);
    if (known) return known;
    const group = apiGroup(apiVersion);
    const all = this.kinds(kubernetesMinor);
    const ofVersion = all.filter((one) => one.apiVersion === apiVersion);
    const ofGroup = ofVersion.length > 0 ? ofVersion : all.filter((one) => apiGroup(one.apiVersion) === group);
    const near = {
      ofGroup: [...new Set(ofGroup.map((one) => one.kind))],
      ofKind: all
        .filter((one) => one.kind === kind)
        .map((one) => one.apiVersion)
        .toSorted(byStability),
      isBuiltIn: ofGroup.length > 0 && isKubernetesGroup(group),
    };
    if (this.#near.size < MOST_NEAR) this.#near.set(name, near);
    return near;
  }

  /** All kinds that a version of Kubernetes serves. */
  kinds(kubernetesMinor: number): readonly { readonly apiVersion: string; readonly kind: string }[] {
    const names = new Set<string>();
    for (const pool of this.#pools) {
      for (const [name, entry] of pool.kinds) if (isServed(entry, kubernetesMinor)) names.add(name);
    }
    return Array.from(names, (name) => {
      const [apiVersion = '', kind = ''] = name.split(' ');
      return { apiVersion, kind };
    });
  }

  #schemaOf(name: string, pool: SchemaPool, { n, b, d }: PackKind): KindSchema {
    const known = this.#found.get(name);
    if (known) return known;
    const schema = {
      pool,
      node: pool.node(n),
      isBuiltIn: b === 1,
      isDeprecated: d === 1,
      isRewritten: isRewritten(name),
    };
    this.#found.set(name, schema);
    return schema;
  }
}

function isServed({ s = 0, u = 0 }: PackKind, minor: number): boolean {
  return minor >= s && (u === 0 || minor < u);
}

/** `apps`, `networking.k8s.io`; those of its special interest groups end in `x-k8s.io`. */
function isKubernetesGroup(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** `v1` before `v2beta1` before `v1alpha1`; newer before older. */
function byStability(a: string, b: string): number {
  const rank = (version: string): number => (version.includes('alpha') ? 2 : version.includes('beta') ? 1 : 0);
  return rank(a) - rank(b) || b.localeCompare(a, 'en', { numeric: true });
}
