import { type LiveOffer, liveOffers } from '../../live/liveOffer.ts';
import type { LiveValue } from '../../live/liveValues.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { ManifestTools } from '../manifestEditor.ts';
import type { CursorProbe } from './cursorProbe.ts';

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
  const list = place === 'item' ? parent : parent?.parent;
  if (list?.key !== 'values' || !isOfNodes(list)) return [];
  if (place === 'key' && Array.from(parent?.items() ?? []).length !== 1) return [];
  const label = list.parent?.at('key')?.text;
  if (label === undefined) return [];
  const present = new Set(Array.from(list.items(), (item) => (item.node === value.node ? undefined : item.text)));
  return liveOffers(live.labelValues(label).filter((one) => !present.has(one.label)));
}

/** Values that a connected cluster knows, by where they stand. Names of objects are found by what refers to them. */
export function liveWords({ value }: CursorProbe, { live }: ManifestTools): readonly LiveOffer[] {
  const { key } = value;
  if (live.isEmpty || key === undefined) return [];
  const holder = value.parent;
  if (holder?.key !== undefined && NODE_LABELS.has(holder.key)) return liveOffers(live.labelValues(key));
  if (key === 'namespace') return liveOffers(live.namespaces());
  if (key === 'runtimeClassName') return liveOffers(live.names(['node.k8s.io/RuntimeClass'], undefined));
  if (key === 'topologyKey') return liveOffers(live.labelKeys());
  return key === 'key' && isOfNodes(value) ? liveOffers(live.labelKeys()) : [];
}

export function liveNames(
  found: { readonly groupKinds: readonly string[]; readonly namespace: string | undefined },
  { live }: ManifestTools,
): readonly LiveOffer[] {
  return live.isEmpty ? [] : liveOffers(live.names(found.groupKinds, found.namespace));
}

function keys(values: readonly LiveValue[], map: YamlValue, hasColon: boolean): readonly LiveOffer[] {
  const present = new Set(Array.from(map.items(), ({ key }) => key));
  return liveOffers(values.filter(({ label }) => !present.has(label))).map((offer) =>
    hasColon ? offer : { ...offer, insertText: `${offer.insertText}: ` },
  );
}

function isOfNodes(value: YamlValue): boolean {
  let at: YamlValue | undefined = value;
  for (let step = 0; at && step < MOST_STEPS; step++) {
    if (at.key !== undefined && NODE_TERMS.has(at.key)) return true;
    at = at.parent;
  }
  return false;
}
