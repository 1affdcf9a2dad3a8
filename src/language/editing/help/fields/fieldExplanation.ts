import { splitDocuments } from '../../../yaml/splitDocuments.ts';
import { scanDocument } from '../../../yaml/scanDocument.ts';
import { YamlTree } from '../../../yaml/yamlTree.ts';
import { YamlValue } from '../../../yaml/yamlValue.ts';
import { type Explanation, inCode } from '../textHelp.ts';
import { fieldAt, type FieldNode } from './fieldNode.ts';
import type { YamlPath } from './yamlPlace.ts';

/** More are no list that somebody reads. */
const MOST_CHOICES = 12;

/** What is under an offset of a YAML file. */
interface FoundValue {
  readonly value: YamlValue;
  readonly isOnKey: boolean;
  readonly path: YamlPath;
}

/** The meaning of the field whose key is at an offset, or what a language says of the value there. */
export function fieldExplanation(
  text: string,
  offset: number,
  {
    tree,
    ofValue,
  }: {
    /** Undefined: others explain them. */
    readonly tree: FieldNode | undefined;
    /** Markdown. */
    readonly ofValue: (path: YamlPath, text: string) => string | undefined;
  },
): Explanation | undefined {
  const document = splitDocuments(text).findLast(({ start }) => start <= offset);
  const start = document?.start ?? 0;
  const found = valueAt(text.slice(start, document?.end), offset - start);
  if (!found) return undefined;
  const { value, isOnKey, path } = found;
  const markdown = isOnKey ? keyText(found, tree) : value.text === undefined ? undefined : ofValue(path, value.text);
  const span = isOnKey ? value.headSpan : value.span;
  return markdown === undefined ? undefined : { start: start + span.start, end: start + span.end, markdown };
}

/** What stands below any name is not said of that name. */
function keyText({ value, path }: FoundValue, tree: FieldNode | undefined): string | undefined {
  const { key } = value;
  if (!tree || key === undefined) return undefined;
  const { d: meaning, e: choices = [] } = fieldAt(tree, path.slice(0, -1))?.f?.[key] ?? {};
  if (meaning === undefined && choices.length === 0) return undefined;
  const parts = [
    `**${key.replaceAll(/[^\w-]/g, '')}**`,
    meaning ?? '',
    choices.slice(0, MOST_CHOICES).map(inCode).join(' · '),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function valueAt(text: string, offset: number): FoundValue | undefined {
  const tree = new YamlTree(text, scanDocument(text));
  const node = tree.nodeAt(offset);
  if (node < 0) return undefined;
  const value = new YamlValue(tree, node);
  const isOnKey = value.keySpan !== undefined && offset <= value.keySpan.end;
  if (!isOnKey && (value.isMap || value.isList || offset > value.span.end)) return undefined;
  return { value, isOnKey, path: value.path };
}
