import { CHOICE, FIELD, type Offer } from '../textHelp.ts';
import { fieldAt, type FieldNode } from './fieldNode.ts';
import type { YamlPlace } from './yamlPlace.ts';

/** Fields that are not there yet, required ones first, and the words that a value may be. */
export function fieldOffers(tree: FieldNode, { probe, mapPath, valuePath }: YamlPlace): readonly Offer[] {
  // In brackets, nobody writes a map without braces.
  const isWord = valuePath !== undefined && probe.isInFlow;
  const map = mapPath && !isWord ? fieldAt(tree, mapPath) : undefined;
  const value = valuePath && fieldAt(tree, valuePath);
  return [
    ...(map ? names(map, new Set(probe.parent?.items().map(({ key }) => key)), probe) : []),
    ...(value?.e ?? []).map((label) => ({ label, kind: CHOICE })),
  ];
}

type Line = Pick<YamlPlace['probe'], 'hasColon' | 'isInFlow' | 'column'>;

function names({ f = {}, r = [] }: FieldNode, present: ReadonlySet<string | undefined>, line: Line): readonly Offer[] {
  return Object.entries(f)
    .filter(([name]) => !present.has(name))
    .sort(([a], [b]) => Number(r.includes(b)) - Number(r.includes(a)))
    .map(([label, node]) => ({
      label,
      kind: FIELD,
      ...(node.d === undefined ? {} : { documentation: node.d }),
      insertText: line.hasColon ? label : `${label}:${afterColon(node, line)}`,
      ...(node.e && !line.hasColon ? { opensNext: true as const } : {}),
    }));
}

/** A blank before a value in one line; for a block, the next line at its indentation. */
function afterColon({ s, i, f, x }: FieldNode, { isInFlow, column }: Line): string {
  if (isInFlow || s !== undefined || !(i ?? f ?? x)) return ' ';
  const line = `\n${' '.repeat(column + 2)}`;
  return i ? `${line}- ` : line;
}
