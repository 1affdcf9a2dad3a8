import type { PathStep, SpecNode } from '../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import { LineIndex } from './lineIndex.ts';
import { parseYaml } from './parseYaml.ts';

/** One version of a `trainyard.yaml`: its text, its tree, and what is not YAML in it. Parsed once, when it is made. */
export interface SpecDocument {
  readonly text: string;
  readonly lines: LineIndex;
  /** Undefined for an empty file and for one over the limits. What can be read of a damaged file is here. */
  readonly root?: SpecNode;
  readonly syntaxProblems: readonly SpecProblem[];
}

export function createSpecDocument(text: string): SpecDocument {
  const { root, problems } = parseYaml(text);
  const lines = new LineIndex(text);
  return { text, lines, ...(root === undefined ? {} : { root }), syntaxProblems: problems };
}

/** A node, the path to it, and where its name stands. */
export interface FoundNode {
  readonly path: readonly PathStep[];
  readonly node: SpecNode;
  readonly keySpan?: { readonly start: number; readonly end: number };
  /** The offset is on the name, not in the value. */
  readonly isOnKey: boolean;
}

/** The innermost node around an offset; a name counts to its own value. */
export function nodeAt(root: SpecNode, offset: number): FoundNode {
  let found: FoundNode = { path: [], node: root, isOnKey: false };
  for (;;) {
    const next = childAt(found, offset);
    if (next === undefined) return found;
    found = next;
    if (next.isOnKey) return found;
  }
}

function childAt({ path, node }: FoundNode, offset: number): FoundNode | undefined {
  if (node.kind === 'list') {
    const index = node.items.findIndex((item) => item.span.start <= offset && offset <= item.span.end);
    const item = node.items[index];
    return item && { path: [...path, index], node: item, isOnKey: false };
  }
  if (node.kind !== 'map') return undefined;
  for (const { key, keySpan, value } of node.entries) {
    const isOnKey = keySpan.start <= offset && offset <= keySpan.end;
    if (isOnKey || (value.span.start <= offset && offset <= value.span.end)) {
      return { path: [...path, key], node: value, keySpan, isOnKey };
    }
  }
  return undefined;
}
