import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { NamedRule, Suppression } from './suppression.ts';

const OWN = 'trainyard.dev/ignore.';
const KUBE_LINTER = 'ignore-check.kube-linter.io/';
const KUBE_LINTER_ALL = 'kube-linter.io/ignore-all';
const KUBE_SCORE = 'kube-score/ignore';
const POLARIS = 'polaris.fairwinds.com/';
const POLARIS_ALL = 'polaris.fairwinds.com/exempt';
const POLARIS_END = '-exempt';
const DATREE = 'datree.skip/';

/** Whether a text may hold an annotation that speaks to a linter: cheap, because nearly none does. */
export function mayHoldAnnotations(text: string): boolean {
  return text.includes('ignore') || text.includes('-exempt') || text.includes(POLARIS_ALL) || text.includes(DATREE);
}

/** An entry of annotations as a mark, without its reach; undefined for all others. */
export function annotationMark(entry: YamlValue): Omit<Suppression, 'reach'> | undefined {
  const { key, keySpan } = entry;
  if (key === undefined || !keySpan) return undefined;
  const span = { start: keySpan.start, end: Math.max(entry.span.end, keySpan.end) };
  const reason = entry.text ?? '';
  const named = (prefix: string, id = key.slice(prefix.length)): readonly NamedRule[] => [
    { id, start: keySpan.start + prefix.length, end: keySpan.start + prefix.length + id.length },
  ];
  if (key.startsWith(OWN)) return { span, names: named(OWN), reason };
  if (key.startsWith(KUBE_LINTER)) return { span, names: named(KUBE_LINTER), reason, peer: 'kube-linter' };
  if (key === KUBE_LINTER_ALL) return { span, names: [], isForAll: true, reason, peer: 'kube-linter' };
  if (key.startsWith(DATREE)) return { span, names: named(DATREE), reason, peer: 'datree' };
  if (key === KUBE_SCORE) {
    const ids = reason.split(',').map((id) => id.trim());
    return { span, names: ids.map((id) => ({ id, ...entry.span })), reason: '', peer: 'kube-score' };
  }
  // Of Polaris' marks only the value “true” counts.
  if (!key.startsWith(POLARIS) || reason !== 'true') return undefined;
  if (key === POLARIS_ALL) return { span, names: [], isForAll: true, reason: '', peer: 'polaris' };
  if (!key.endsWith(POLARIS_END)) return undefined;
  const check = key.slice(POLARIS.length, -POLARIS_END.length);
  return { span, names: named(POLARIS, check), reason: '', peer: 'polaris' };
}
