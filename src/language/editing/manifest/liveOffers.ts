import { plainLine } from '../../../domain/base/plainText.ts';
import type { LiveValue } from '../../live/liveValues.ts';
import { yamlWord } from '../../live/yamlWord.ts';
import { YamlValue } from '../../yaml/yamlValue.ts';
import type { ManifestTools } from '../manifestEditor.ts';
import type { CursorProbe } from './cursorProbe.ts';

/** Something of a connected cluster that can be written. */
export interface LiveOffer {
  readonly label: string;
  readonly detail: string;
  readonly insertText: string;
}

/** Maps whose keys are labels of nodes: of pods, of Kueue's flavors. */
const NODE_LABELS = new Set(['nodeSelector', 'nodeLabels']);
/** Where the terms of an affinity are about nodes and not about pods. */
const NODE_TERMS = new Set(['nodeAffinity', 'nodeSelectorTerms', 'preference']);
/** Further up there is another object. */
const MOST_STEPS = 8;

/** Keys that a connected cluster knows: labels of nodes, resources. */
export function liveKeys({ parent, hasColon }: CursorProbe, { live }: ManifestTools): readonly LiveOffer[] {
  if (live.isEmpty || !parent) return [];
  const { key } = parent;
  if (key !== undefined && NODE_LABELS.has(key)) return keys(live.labelKeys(), parent, hasColon);
  return key === 'limits' || key === 'requests' ? keys(live.resources(), parent, hasColon) : [];
}

/** An item that is written as a word: the values of a node's label. The probe takes it for the key of a map. */
export function liveItems({ parent, place, value }: CursorProbe, { live }: ManifestTools): readonly LiveOffer[] {
  if (live.isEmpty) return [];
  const list = place === 'item' ? parent : parent && above(parent);
  if (list?.key !== 'values' || !isOfNodes(list)) return [];
  if (place === 'key' && Array.from(parent?.items() ?? []).length !== 1) return [];
  const label = above(list)?.at('key')?.text;
  if (label === undefined) return [];
  const present = new Set(Array.from(list.items(), (item) => (item.node === value.node ? undefined : item.text)));
  return words(live.labelValues(label).filter((one) => !present.has(one.label)));
}

/** Values that a connected cluster knows, by where they stand. Names of objects are found by what refers to them. */
export function liveWords({ value }: CursorProbe, { live }: ManifestTools): readonly LiveOffer[] {
  const { key } = value;
  if (live.isEmpty || key === undefined) return [];
  const holder = above(value);
  if (holder?.key !== undefined && NODE_LABELS.has(holder.key)) return words(live.labelValues(key));
  if (key === 'namespace') return words(live.namespaces());
  if (key === 'runtimeClassName') return words(live.names(['node.k8s.io/RuntimeClass'], undefined));
  if (key === 'topologyKey') return words(live.labelKeys());
  return key === 'key' && isOfNodes(value) ? words(live.labelKeys()) : [];
}

export function liveNames(
  found: { readonly groupKinds: readonly string[]; readonly namespace: string | undefined },
  { live }: ManifestTools,
): readonly LiveOffer[] {
  return live.isEmpty ? [] : words(live.names(found.groupKinds, found.namespace));
}

function keys(values: readonly LiveValue[], map: YamlValue, hasColon: boolean): readonly LiveOffer[] {
  const present = new Set(Array.from(map.items(), ({ key }) => key));
  return words(values.filter(({ label }) => !present.has(label))).map((offer) =>
    hasColon ? offer : { ...offer, insertText: `${offer.insertText}: ` },
  );
}

function words(values: readonly LiveValue[]): readonly LiveOffer[] {
  return values.map(({ label, from }) => ({
    label: plainLine(label),
    detail: plainLine(from),
    insertText: yamlWord(label),
  }));
}

function above({ tree, node }: YamlValue): YamlValue | undefined {
  const parent = tree.parent(node);
  return parent < 0 ? undefined : new YamlValue(tree, parent);
}

function isOfNodes(value: YamlValue): boolean {
  let at: YamlValue | undefined = value;
  for (let step = 0; at && step < MOST_STEPS; step++) {
    if (at.key !== undefined && NODE_TERMS.has(at.key)) return true;
    at = above(at);
  }
  return false;
}
