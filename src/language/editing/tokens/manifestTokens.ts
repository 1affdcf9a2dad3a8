import type { Span } from '../../../domain/deploy/specNode.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { DocumentSymbols } from '../../workspace/objectSymbols.ts';
import { PLAIN } from '../../yaml/nodeTable.ts';
import { BOOLEAN } from '../../yaml/plainScalar.ts';
import type { YamlTree } from '../../yaml/yamlTree.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { SemanticToken } from './semanticToken.ts';

/** `yes`, `on` and the like, which editors take for text and kubectl does not. */
const WORD_BOOLEAN = /^(?:y|yes|n|no|on|off)$/i;
/** What the kubelet puts in. `$$(X)` is text. */
const VARIABLE = /(?<!\$)\$\([A-Za-z_.][\w.-]*\)/g;

/**
 * What only somebody who knows manifests can tell: kinds, names of objects where they are defined and where they are used, amounts, variables that the
 * kubelet puts in, and booleans that look like words. Offsets count from the start of the file.
 */
export function manifestTokens(
  document: ManifestDocument,
  symbols: DocumentSymbols | undefined,
): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = (span: Span | undefined, type: SemanticToken['type'], isDeclaration?: true): void => {
    const isOnOneLine = span && !document.text.slice(span.start, span.end).includes('\n');
    if (!isOnOneLine) return;
    const moved = { start: span.start + document.start, end: span.end + document.start, type };
    tokens.push(isDeclaration ? { ...moved, isDeclaration } : moved);
  };
  for (const { span } of symbols?.definitions ?? []) add(span, 'variable', true);
  for (const { span } of symbols?.references ?? []) add(span, 'variable');
  for (const object of document.objects) {
    add(wordSpan(object.at('apiVersion')), 'namespace');
    add(wordSpan(object.at('kind')), 'type');
    for (const value of amounts(object)) add(wordSpan(value), 'number');
    for (const span of variables(object, document.tree.text)) add(span, 'parameter');
  }
  for (const span of wordBooleans(document.tree)) add(span, 'keyword');
  return tokens;
}

function wordSpan(value: YamlValue | undefined): Span | undefined {
  return value?.text === undefined || value.isMasked ? undefined : value.span;
}

/** Of containers, and of the claim that the object is or makes. */
function amounts(object: ManifestObject): readonly YamlValue[] {
  const containers = object.pods.flatMap(({ containers: all }) => all.map((container) => container.at('resources')));
  const lists = [...containers, object.at('spec', 'resources')].flatMap((resources) => [
    resources?.at('limits'),
    resources?.at('requests'),
  ]);
  return lists.flatMap((list) => (list?.isMap === true ? list.items() : []));
}

function* variables(object: ManifestObject, text: string): Generator<Span> {
  if (!text.includes('$(')) return;
  for (const { containers } of object.pods) {
    for (const container of containers) {
      const env = (container.at('env')?.items() ?? []).flatMap((entry) => entry.at('value') ?? []);
      const words = [container.at('command'), container.at('args')].flatMap((list) => list?.items() ?? []);
      for (const { span } of [...env, ...words]) {
        for (const found of text.slice(span.start, span.end).matchAll(VARIABLE)) {
          const start = span.start + found.index;
          yield { start, end: start + found[0].length };
        }
      }
    }
  }
}

function* wordBooleans(tree: YamlTree): Generator<Span> {
  for (let node = 0; node < tree.count; node++) {
    if (tree.kind(node) !== PLAIN || tree.scalarType(node) !== BOOLEAN) continue;
    const span = { start: tree.start(node), end: tree.end(node) };
    if (WORD_BOOLEAN.test(tree.text.slice(span.start, span.end))) yield span;
  }
}
