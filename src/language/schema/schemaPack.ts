/** Types of values, as bits; the scalars are those of `plainScalar`. */
export const MAP_TYPE = 64;
export const LIST_TYPE = 128;

/**
 * What else a value must be, beside its type: a whole number or text (`x-kubernetes-int-or-string`, IntOrString), or an amount of a resource, which in
 * a CRD is such a value and in Kubernetes' own kinds may also be a number with a fraction.
 */
export type Special = 'int-or-string' | 'quantity';

/**
 * One schema of a pack, without what it has from others: equal ones are one node. Names are short because there are thousands. Numbers of nodes
 * point into the same pack.
 */
export interface PackNode {
  /** Types; absent: any. */
  readonly t?: number;
  /** Properties by name. */
  readonly p?: Readonly<Record<string, number>>;
  /** Minor versions of Kubernetes from which and up to which (not including) a property is there; 0 is no bound. */
  readonly s?: Readonly<Record<string, readonly [since: number, until: number]>>;
  /** Properties that must be there, because nobody fills them in. */
  readonly r?: readonly string[];
  /** Properties that have a default, so that they are there when rules are asked. */
  readonly g?: readonly string[];
  /** Items of a list. */
  readonly i?: number;
  /** Values under other keys. */
  readonly x?: number;
  /** Other keys are kept as they are. */
  readonly o?: 1;
  /** Allowed values. */
  readonly e?: readonly (string | number | boolean | null)[];
  /** A regular expression in Go's syntax. */
  readonly m?: string;
  readonly f?: string;
  /** Least and largest number; `true` behind one: the number itself is excluded. */
  readonly n?: readonly [least: number | null, most: number | null, excludesLeast?: boolean, excludesMost?: boolean];
  /** Least and largest length of a text, a list or a map. */
  readonly l?: readonly [least: number, most: number | null];
  /** Keys that tell items apart; without keys, the item itself. */
  readonly k?: readonly string[];
  readonly q?: Special;
  /** One of each must fit: `anyOf`, `oneOf`, `allOf`, `not`. */
  readonly any?: readonly number[];
  readonly one?: readonly number[];
  readonly all?: readonly number[];
  readonly not?: number;
  /** Numbers of rules of `cel`. */
  readonly v?: readonly number[];
}

/** A rule of `x-kubernetes-validations`. */
export interface PackRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
}

export interface PackKind {
  /** The node of its schema. */
  readonly n: number;
  /** Minor versions of Kubernetes from which and up to which (not including) it is served; absent: no bound. */
  readonly s?: number;
  readonly u?: number;
  /** Kubernetes' own kind: an empty text is “not set”, and an amount may have a fraction. */
  readonly b?: 1;
  /** The CRD calls this version deprecated. */
  readonly d?: 1;
}

/** Schemas of kinds, interned. Serializable as JSON. */
export interface SchemaPack {
  readonly format: 1;
  readonly nodes: readonly PackNode[];
  /** By `apiVersion kind`, as `apps/v1 Deployment`. */
  readonly kinds: Readonly<Record<string, PackKind>>;
  readonly cel: readonly PackRule[];
}
