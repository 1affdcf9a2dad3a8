import type { Span } from '../../../domain/deploy/specNode.ts';
import { lineStart } from '../fixes/linePlaces.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import { ignoreComment, mayHoldComments } from './ignoreComment.ts';
import type { Suppression } from './suppression.ts';

const COMMENT = /(?:^|[ \t])(#[^\r\n]*ignore[^\r\n]*)/gm;

/** What the comments of a YAML text switch off, but for those at its top. Offsets count from the start of the text. */
export function yamlCommentMarks(text: string, tree: YamlTree): readonly Suppression[] {
  if (!mayHoldComments(text) || tree.root < 0) return [];
  const marks: Suppression[] = [];
  for (const found of text.matchAll(COMMENT)) {
    const said = found[1] ?? '';
    const start = found.index + found[0].length - said.length;
    const comment = ignoreComment(said.trimEnd(), start);
    // What looks like a comment in a script is none.
    if (!comment || comment.kind === 'file' || isInScalar(tree, start)) continue;
    marks.push({ ...comment, reach: reachOf(text, tree, start) });
  }
  return marks;
}

function isInScalar(tree: YamlTree, offset: number): boolean {
  for (let node = tree.nodeAt(offset); node >= 0; node = tree.parent(node)) {
    if (tree.firstChild(node) < 0 && tree.start(node) < offset && offset < tree.end(node)) return true;
  }
  return false;
}

/** On a line of its own a comment is for the next value and what is in it, behind a value for what begins on its line. */
function reachOf(text: string, tree: YamlTree, offset: number): Span {
  const line = lineStart(text, offset);
  const isAlone = text.slice(line, offset).trim() === '';
  const from = isAlone ? offset : line;
  const node = tree.firstFrom(from);
  if (node >= tree.count || (!isAlone && headOf(tree, node) > offset)) return { start: from, end: offset };
  return { start: from, end: Math.max(tree.end(node), tree.keyEnd(node), isAlone ? 0 : offset) };
}

const headOf = (tree: YamlTree, node: number): number =>
  tree.keyStart(node) < 0 ? tree.start(node) : tree.keyStart(node);
