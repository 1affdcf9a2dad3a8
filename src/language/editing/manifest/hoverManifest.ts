import type { Hover, Range } from 'vscode-languageserver-types';
import { parseQuantity } from '../../../domain/cluster/quantity.ts';
import { formatBytes } from '../../../domain/base/format.ts';
import { t } from '../../../domain/base/text.ts';
import type { Span } from '../../../domain/deploy/specNode.ts';
import type { ManifestDocument } from '../../manifest/manifestFile.ts';
import { PLAIN } from '../../yaml/nodeTable.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';
import type { ManifestTools } from '../manifestEditor.ts';
import { schemaAt } from './schemaAt.ts';
import { typeText } from './typeText.ts';

/** Keys whose amounts are bytes. */
const BYTES = new Set(['memory', 'storage', 'ephemeral-storage', 'sizeLimit']);

/** What a field is, and what the cluster reads where that is not what is written. */
export function hoverManifest(
  document: ManifestDocument,
  offset: number,
  { tools, range }: { readonly tools: ManifestTools; readonly range: (span: Span) => Range },
): Hover | undefined {
  const { tree } = document;
  const node = tree.nodeAt(offset);
  if (node < 0) return undefined;
  const value = new YamlValue(tree, node);
  const isOnKey = value.keySpan !== undefined && offset <= value.keySpan.end;
  const parts = isOnKey ? fieldText(value, tools) : readText(value);
  if (parts.length === 0) return undefined;
  return {
    contents: { kind: 'markdown', value: parts.join('\n\n') },
    range: range(isOnKey ? value.headSpan : value.span),
  };
}

function fieldText(value: YamlValue, { schemas, texts, kubernetesMinor }: ManifestTools): readonly string[] {
  const found = schemaAt(value, schemas, kubernetesMinor);
  if (!found || value.key === undefined) return [];
  const { tree } = value;
  const parent = schemaAt(new YamlValue(tree, Math.max(tree.parent(value.node), 0)), schemas, kubernetesMinor);
  const isRequired = parent?.node.required.includes(value.key) ?? false;
  const { e: choices, n: bounds } = found.node.source;
  const meaning = parent && texts()?.text(parent.node, value.key);
  return [
    `**${value.key}** · ${typeText(found.node)}${isRequired ? ` · ${t('required')}` : ''}`,
    ...(meaning === undefined ? [] : [plainMarkdown(meaning)]),
    ...(choices ? [choices.map((choice) => `\`${String(choice)}\``).join(' · ')] : []),
    ...(bounds ? [boundsText(bounds[0], bounds[1])] : []),
  ];
}

/** Words between backticks are code, also in descriptions of CRDs; what else looks like markup in them is none. */
function plainMarkdown(text: string): string {
  return text.replaceAll(/(`[^`\n]+`)|[\\<>[\]*_`#|]/g, (found: string, code?: string) => code ?? `\\${found}`);
}

function boundsText(least: number | null, most: number | null): string {
  if (least !== null && most !== null) return t('From {0} to {1}.', least, most);
  return least === null ? t('At most {0}.', most ?? '') : t('At least {0}.', least);
}

function readText(value: YamlValue): readonly string[] {
  const { tree, target } = value;
  if (target < 0) return [];
  const written = tree.source(target);
  const read = value.boolean ?? value.number;
  if (tree.kind(target) === PLAIN && read !== undefined && String(read) !== written) {
    return [t('kubectl reads `{0}`.', String(read))];
  }
  const bytes = value.key !== undefined && BYTES.has(value.key) ? parseQuantity(value.text) : undefined;
  return bytes === undefined ? [] : [formatBytes(bytes)];
}
