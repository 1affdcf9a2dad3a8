import { BLOCK, CHILD, KEY_HASH, KEY_START, KIND, NEXT, PARENT } from '../yaml/nodeTable.ts';
import { fold } from '../yaml/quotedScalar.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { DocumentLayout } from './documentLayout.ts';
import type { BlockText } from './formatLine.ts';

/** A document that was read. */
export interface ReadDocument {
  readonly text: string;
  readonly tree: YamlTree;
  readonly layout: DocumentLayout;
}

/** Columns of the node table that say how values belong to each other. */
const STRUCTURE = [KIND, PARENT, NEXT, CHILD, KEY_HASH];

/** Whether two documents differ in blanks and line breaks alone, and in none that means something. */
export function isSameReading(before: ReadDocument, after: ReadDocument): boolean {
  return (
    isSameButBlanks(before.text, after.text) &&
    before.tree.count === after.tree.count &&
    isSameAnchors(before.tree, after.tree) &&
    isSameBlocks(before, after) &&
    isSameNodes(before, after)
  );
}

function isSameButBlanks(first: string, second: string): boolean {
  let a = 0;
  let b = 0;
  for (;;) {
    while (isSpace(first.charCodeAt(a))) a++;
    while (isSpace(second.charCodeAt(b))) b++;
    if (a >= first.length || b >= second.length) return a >= first.length && b >= second.length;
    if (first.charCodeAt(a++) !== second.charCodeAt(b++)) return false;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isSameAnchors({ anchors }: YamlTree, after: YamlTree): boolean {
  return (
    anchors.length === after.anchors.length &&
    anchors.every(({ name, node }, index) => {
      const other = after.anchors[index];
      return other?.name === name && other.node === node;
    })
  );
}

function isSameNodes({ text, tree }: ReadDocument, after: ReadDocument): boolean {
  const cells = tree.cells.length / Math.max(tree.count, 1);
  for (let node = 0; node < tree.count; node++) {
    const row = node * cells;
    for (const column of STRUCTURE) if (tree.cells[row + column] !== after.tree.cells[row + column]) return false;
    if ((tree.cells[row + KEY_START] ?? -1) >= 0 && tree.key(node) !== after.tree.key(node)) return false;
    const kind = tree.kind(node);
    if (kind === BLOCK || tree.firstChild(node) >= 0) continue;
    const [one, other] = [
      text.slice(tree.start(node), tree.end(node)),
      after.text.slice(after.tree.start(node), after.tree.end(node)),
    ];
    if (one !== other && !isSameScalar(one, other)) return false;
  }
  return true;
}

/** A backslash before a line break takes the break away; as that is for both, it may stand for itself. */
function isSameScalar(one: string, other: string): boolean {
  return (/^[[{]/.test(one) && /^[[{]/.test(other)) || fold(one) === fold(other);
}

function isSameBlocks(before: ReadDocument, after: ReadDocument): boolean {
  const { blocks } = before.layout;
  return (
    blocks.length === after.layout.blocks.length &&
    blocks.every((block, index) => {
      const other = after.layout.blocks[index];
      return other !== undefined && blockLines(before, block) === blockLines(after, other);
    })
  );
}

/** The text of a block scalar without its indentation. */
function blockLines({ text, layout: { lines } }: ReadDocument, { first, last, indent }: BlockText): string {
  let content = '';
  for (let index = first; index <= last; index++) {
    const line = lines[index];
    if (!line) continue;
    content += text.slice(Math.min(line.start + indent, line.end), line.end);
    if (line.end < text.length) content += '\n';
  }
  return content;
}
