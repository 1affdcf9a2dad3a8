import { parseBytes, parseCpus } from './resources.ts';
import type { MapEntry, SpecNode } from './specNode.ts';
import { fieldOf } from './specNode.ts';

/** The text of a scalar field, as written; undefined for anything else. */
export function textAt(node: SpecNode | undefined, name: string): string | undefined {
  return textOf(fieldOf(node, name));
}

export function textOf(node: SpecNode | undefined): string | undefined {
  return node === undefined || node.kind === 'list' || node.kind === 'map' || node.kind === 'null'
    ? undefined
    : node.text;
}

export function integerAt(node: SpecNode | undefined, name: string): number | undefined {
  return integerOf(fieldOf(node, name));
}

export function integerOf(node: SpecNode | undefined): number | undefined {
  if (node?.kind !== 'number') return undefined;
  const value = Number(node.text);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function boolAt(node: SpecNode | undefined, name: string): boolean | undefined {
  const value = fieldOf(node, name);
  return value?.kind === 'boolean' ? isTrue(value.text) : undefined;
}

/** YAML's core schema knows `true`, `True` and `TRUE`. */
export function isTrue(text: string): boolean {
  return text.toLowerCase() === 'true';
}

export function bytesAt(node: SpecNode | undefined, name: string): number | undefined {
  const parsed = parseBytes(textAt(node, name) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

export function cpusAt(node: SpecNode | undefined, name: string): number | undefined {
  const parsed = parseCpus(textAt(node, name) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

/** The scalars of a list. */
export function wordsAt(node: SpecNode | undefined, name: string): readonly string[] {
  return itemsOf(fieldOf(node, name));
}

/** The same of a list itself. */
export function itemsOf(node: SpecNode | undefined): readonly string[] {
  return nodesOf(node)
    .map(textOf)
    .filter((text) => text !== undefined);
}

/** The items of a list; none for anything else. */
export function nodesOf(node: SpecNode | undefined): readonly SpecNode[] {
  return node?.kind === 'list' ? node.items : [];
}

export function mapAt(node: SpecNode | undefined, name: string): ReadonlyMap<string, string> {
  return new Map(childrenOf(fieldOf(node, name)).map(([key, value]) => [key, textOf(value) ?? '']));
}

/** Names and values of a map; of a name that stands twice, the last. */
export function childrenOf(node: SpecNode | undefined): readonly (readonly [string, SpecNode])[] {
  return entriesOf(node).map((entry) => [entry.key, entry.value] as const);
}

export function entriesOf(node: SpecNode | undefined): readonly MapEntry[] {
  if (node?.kind !== 'map') return [];
  return Array.from(new Map(node.entries.map((entry) => [entry.key, entry])).values());
}
