/** Offsets into the text of the file: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One step of a path: a field or an index. */
export type PathStep = string | number;

/**
 * A value of `trainyard.yaml` before its meaning is known. A tree of our own instead of plain objects, because it keeps three things that those
 * lose: how a scalar was written (`1.10` is not `1.1`), where it stands, and fields such as `__proto__` as ordinary names.
 */
export type SpecNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'string' | 'number' | 'boolean' | 'null';
  /** The value as written, without quotes. */
  readonly text: string;
  readonly span: Span;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly SpecNode[];
  readonly span: Span;
}

export interface MapNode {
  readonly kind: 'map';
  /** In file order; a name may occur twice, the last one counts. */
  readonly entries: readonly MapEntry[];
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SpecNode;
}

const NOWHERE: Span = { start: 0, end: 0 };

/** The node of a plain value that comes from elsewhere than a file. What YAML cannot say counts as absent. */
export function nodeOf(value: unknown): SpecNode {
  if (value === null || value === undefined) return { kind: 'null', text: '', span: NOWHERE };
  if (typeof value === 'string') return { kind: 'string', text: value, span: NOWHERE };
  if (typeof value === 'number') return { kind: 'number', text: String(value), span: NOWHERE };
  if (typeof value === 'boolean') return { kind: 'boolean', text: String(value), span: NOWHERE };
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf), span: NOWHERE };
  if (typeof value !== 'object') return { kind: 'null', text: '', span: NOWHERE };
  const pairs: readonly (readonly [unknown, unknown])[] =
    value instanceof Map ? Array.from(value.entries()) : Object.entries(value);
  const entries = pairs.map(([key, item]) => ({ key: String(key), keySpan: NOWHERE, value: nodeOf(item) }));
  return { kind: 'map', entries, span: NOWHERE };
}

/** The value of a field; undefined when it is not there or written without a value. */
export function fieldOf(node: SpecNode | undefined, name: string): SpecNode | undefined {
  if (node?.kind !== 'map') return undefined;
  const value = node.entries.findLast((entry) => entry.key === name)?.value;
  return value?.kind === 'null' ? undefined : value;
}

/** `workloads.train.mounts[0].path`; names that are not plain words are quoted. */
export function pathText(path: readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w$-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step.length > 60 ? `${step.slice(0, 60)}…` : step)}]`;
  }
  return text;
}
