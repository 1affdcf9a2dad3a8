import type { Span } from '../../../domain/deploy/specNode.ts';
import { readManifests } from '../../manifest/manifestFile.ts';
import { BLOCK, LIST, MAP } from '../../yaml/nodeTable.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import type { TextStructure } from './textStructure.ts';

interface PlacedTree {
  /** Offset in the file. */
  readonly start: number;
  readonly tree: YamlTree;
}

/** The structure of YAML, placeholders of templates included. */
export function yamlStructure(documents: readonly PlacedTree[]): TextStructure {
  return {
    *blocks() {
      for (const { start, tree } of documents) {
        // One document alone is not folded as a whole, as it is not without a server.
        for (let node = documents.length > 1 ? 0 : 1; node < tree.count; node++) {
          if (isBlock(tree.kind(node))) yield moved(withKey(tree, node), start);
        }
      }
    },
    around: (offset) => {
      const found = documents.findLast(({ start }) => start <= offset);
      return found ? spansAround(found, offset - found.start) : [];
    },
  };
}

/** The same of a text that nobody has read yet. */
export function yamlTextStructure(text: string): TextStructure {
  let read: TextStructure | undefined;
  const get = (): TextStructure => (read ??= yamlStructure(readManifests(text)));
  return { blocks: () => get().blocks(), around: (offset) => get().around(offset) };
}

function isBlock(kind: number): boolean {
  return kind === MAP || kind === LIST || kind === BLOCK;
}

function spansAround({ start, tree }: PlacedTree, offset: number): readonly Span[] {
  const spans: Span[] = [];
  for (let node = tree.nodeAt(offset); node >= 0; node = tree.parent(node)) {
    const value = { start: tree.start(node), end: tree.end(node) };
    const whole = withKey(tree, node);
    const key = { start: tree.keyStart(node), end: tree.keyEnd(node) };
    for (const span of [key, value, whole]) {
      const outer = spans.at(-1);
      const isAround = span.start >= 0 && span.start <= offset && span.end >= offset;
      // The protocol wants each around the one before.
      const isWider = !outer || (span.start <= outer.start - start && span.end >= outer.end - start);
      const isSame = outer && span.start === outer.start - start && span.end === outer.end - start;
      if (isAround && isWider && !isSame) spans.push(moved(span, start));
    }
  }
  return spans;
}

function withKey(tree: YamlTree, node: number): Span {
  const key = tree.keyStart(node);
  return { start: key < 0 ? tree.start(node) : key, end: tree.end(node) };
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
