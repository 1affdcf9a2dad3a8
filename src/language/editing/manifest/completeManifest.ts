import type { CompletionItem, CompletionItemKind, Range } from 'vscode-languageserver-types';
import type { Span } from '../../../domain/deploy/specNode.ts';
import { readManifests } from '../../manifest/manifestFile.ts';
import type { LiveOffer } from '../../live/liveOffer.ts';
import type { SchemaNode } from '../../schema/schemaNode.ts';
import { LIST_TYPE, MAP_TYPE } from '../../schema/schemaPack.ts';
import { documentSymbols } from '../../workspace/documentSymbols.ts';
import { BOOLEAN } from '../../yaml/plainScalar.ts';
import type { ManifestTools } from '../manifestEditor.ts';
import { type CursorProbe, probeCursor } from './cursorProbe.ts';
import { kindSnippets } from './kindSnippets.ts';
import { liveItems, liveKeys, liveNames, liveWords } from './liveOffers.ts';
import { type PlacedSchema, schemaAt } from './schemaAt.ts';
import { typeText } from './typeText.ts';

/** Kinds of the language server protocol. */
const FIELD: CompletionItemKind = 10;
const VALUE: CompletionItemKind = 12;
const CHOICE: CompletionItemKind = 20;
const REFERENCE: CompletionItemKind = 18;
const SNIPPET: CompletionItemKind = 15;
const SNIPPET_FORMAT = 2;
/** Resources that containers ask for. Sources: Kubernetes documentation; device plugins of the vendors. */
const RESOURCES = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'nvidia.com/gpu',
  'amd.com/gpu',
  'gpu.intel.com/i915',
  'google.com/tpu',
];

interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly insertText?: string;
  readonly isSnippet?: true;
}

/** What can stand at an offset of a document: fields that are not there yet, values, names of objects of the workspace, whole objects. */
export function completeManifest(
  text: string,
  offset: number,
  { tools, range }: { readonly tools: ManifestTools; readonly range: (span: Span) => Range },
): readonly CompletionItem[] {
  const probe = probeCursor(text, offset);
  if (!probe) return [];
  return offers(probe, tools).map((offer, index) => ({
    label: offer.label,
    kind: offer.kind,
    sortText: String(index).padStart(4, '0'),
    ...(offer.detail === undefined ? {} : { detail: offer.detail }),
    ...(offer.isSnippet ? { insertTextFormat: SNIPPET_FORMAT } : {}),
    textEdit: { range: range(probe.word), newText: offer.insertText ?? offer.label },
  }));
}

function offers(probe: CursorProbe, tools: ManifestTools): readonly Offer[] {
  const { schemas, kubernetesMinor } = tools;
  const items = liveItems(probe, tools);
  if (items.length > 0) return items.map(liveOffer);
  if (probe.place === 'key') {
    const isTop = probe.parent?.node === probe.root.node;
    const schema = probe.parent && schemaAt(probe.parent, schemas, kubernetesMinor);
    return [
      ...(schema ? fields(schema, probe, kubernetesMinor) : []),
      ...withLive(resources(probe), liveKeys(probe, tools)),
      ...(isTop && !schema ? topFields(probe) : []),
      ...(isTop && probe.root.at('kind') === undefined ? snippets() : []),
    ];
  }
  const names = withLive(referenceNames(probe, tools), liveWords(probe, tools));
  if (names.length > 0) return names;
  if (probe.value.key === 'kind' || probe.value.key === 'apiVersion') return kinds(probe, tools);
  const schema = schemaAt(probe.value, schemas, kubernetesMinor);
  return schema ? values(schema.node) : [];
}

function fields({ kind, node }: PlacedSchema, probe: CursorProbe, minor: number): readonly Offer[] {
  const present = new Set(Array.from(probe.parent?.items() ?? [], ({ key }) => key));
  const names = Object.entries(node.source.p ?? {})
    .filter(
      ([name]) =>
        !present.has(name) && name !== 'status' && node.properties.isServed(node.properties.slot(name), minor),
    )
    .sort(([a], [b]) => Number(node.required.includes(b)) - Number(node.required.includes(a)) || (a < b ? -1 : 1));
  return names.map(([name, id]) => {
    const child = kind.pool.node(id);
    return {
      label: name,
      kind: FIELD,
      detail: typeText(child),
      insertText: probe.hasColon ? name : `${name}:${afterColon(child, probe)}`,
    };
  });
}

/** A blank before a value in one line; for a block, the next line at its indentation. */
function afterColon(node: SchemaNode, { isInFlow, column }: CursorProbe): string {
  if (isInFlow || node.source.t === undefined) return ' ';
  const line = `\n${' '.repeat(column + 2)}`;
  if (node.types === MAP_TYPE) return line;
  return node.types === LIST_TYPE ? `${line}- ` : ' ';
}

function resources({ parent, hasColon }: CursorProbe): readonly Offer[] {
  if (parent?.key !== 'limits' && parent?.key !== 'requests') return [];
  const present = new Set(Array.from(parent.items(), ({ key }) => key));
  return RESOURCES.filter((name) => !present.has(name)).map((label) => ({
    label,
    kind: VALUE,
    insertText: hasColon ? label : `${label}: `,
  }));
}

function topFields({ root, hasColon }: CursorProbe): readonly Offer[] {
  return ['apiVersion', 'kind', 'metadata', 'spec']
    .filter((name) => root.at(name) === undefined)
    .map((label) => ({ label, kind: FIELD, insertText: hasColon ? label : `${label}: ` }));
}

function snippets(): readonly Offer[] {
  return kindSnippets.map(({ label, lines }) => ({
    label,
    kind: SNIPPET,
    isSnippet: true,
    insertText: `${lines.join('\n')}\n`,
  }));
}

function values(node: SchemaNode): readonly Offer[] {
  const choices = node.source.e?.map((value) => ({ label: String(value), kind: CHOICE }));
  if (choices) return choices;
  return node.types === BOOLEAN ? ['true', 'false'].map((label) => ({ label, kind: CHOICE })) : [];
}

function liveOffer(offer: LiveOffer): Offer {
  return { ...offer, kind: REFERENCE };
}

/** What is known already says as well which clusters have it. */
function withLive(offers: readonly Offer[], live: readonly LiveOffer[]): readonly Offer[] {
  if (live.length === 0) return offers;
  const found = new Map(live.map((one) => [one.label, one]));
  const merged = offers.map((offer) => {
    const also = found.get(offer.label);
    found.delete(offer.label);
    return also ? { ...offer, detail: [offer.detail ?? [], also.detail].flat().join(' · ') } : offer;
  });
  return [...merged, ...Array.from(found.values(), liveOffer)];
}

/** Names of objects that a reference at the cursor may mean. */
function referenceNames(probe: CursorProbe, tools: ManifestTools): readonly Offer[] {
  const { index } = tools;
  const [document] = readManifests(probe.root.tree.text);
  if (!document) return [];
  const at = probe.value.span.start;
  const found = documentSymbols(document).references.find(
    ({ span, part }) => span.start === at || part?.span.start === at,
  );
  if (!found) return [];
  const { groupKinds, namespace, name, part } = found;
  if (part?.span.start !== at) {
    const detail = groupKinds[0]?.replace(/^.*\//, '') ?? '';
    const ofFiles = index.names(groupKinds, namespace).map((label) => ({ label, kind: REFERENCE, detail }));
    return withLive(ofFiles, liveNames(found, tools));
  }
  const own = index.definitions(groupKinds, name, namespace).flatMap(({ thing }) => thing.keys ?? thing.ports ?? []);
  return Array.from(new Set(own), (label) => ({ label, kind: REFERENCE, detail: name }));
}

/** Kinds of the version that is written, and versions of the kind that is written. */
function kinds({ value, root }: CursorProbe, { schemas, kubernetesMinor }: ManifestTools): readonly Offer[] {
  const isKind = value.key === 'kind';
  const other = root.at(isKind ? 'apiVersion' : 'kind')?.text;
  const all = schemas
    .kinds(kubernetesMinor)
    .filter(({ apiVersion, kind }) => other === undefined || other === (isKind ? apiVersion : kind));
  const labels = new Set(all.map(({ apiVersion, kind }) => (isKind ? kind : apiVersion)));
  return Array.from(labels)
    .sort()
    .map((label) => ({ label, kind: CHOICE }));
}
