import { t } from '../base/text.ts';
import type { Health } from '../base/tree.ts';
import { KUBERNETES_LABELS, labelValue } from '../runs/kubernetesLabels.ts';
import type { ObjectMeta } from './clusterObject.ts';
import { type LabelRequirement, matchesLabels } from './labelSelector.ts';
import { isWell } from './objectHealth.ts';

/** What of a cluster is shown. */
export interface ClusterFilter {
  /** Only these; empty: all. */
  readonly namespaces: readonly string[];
  /** Part of the name, in any case; empty: any. */
  readonly text: string;
  readonly labels: readonly LabelRequirement[];
  /** As the user wrote the selector, to show it. */
  readonly selector: string;
  /** Only what belongs to one with any of these names; absent: to anybody. */
  readonly owners?: readonly string[];
  /** The names are those of the user himself. */
  readonly isMine?: boolean;
  /** Only what is not well. */
  readonly onlyNotReady: boolean;
}

export const NO_FILTER: ClusterFilter = { namespaces: [], text: '', labels: [], selector: '', onlyNotReady: false };

/** Whether an object is shown. `health` absent: it has none, so that it cannot be "not ready". */
export function passesFilter(
  filter: ClusterFilter,
  meta: Pick<ObjectMeta, 'name' | 'namespace' | 'labels' | 'annotations'>,
  health?: Health,
): boolean {
  if (!isInNamespaces(filter, meta)) return false;
  if (filter.text !== '' && !meta.name.toLowerCase().includes(filter.text.toLowerCase())) return false;
  if (!matchesLabels(filter.labels, meta.labels)) return false;
  if (filter.owners !== undefined && !isOf(filter.owners, meta)) return false;
  return !filter.onlyNotReady || (health !== undefined && !isWell(health));
}

/** The part of a filter that fits objects which nobody labels: nodes and events. */
export function nameFilter({ text, onlyNotReady, namespaces }: ClusterFilter): ClusterFilter {
  return { ...NO_FILTER, text, onlyNotReady, namespaces };
}

/** Objects of the cluster itself have no namespace and are always in. */
export function isInNamespaces({ namespaces }: ClusterFilter, { namespace }: Pick<ObjectMeta, 'namespace'>): boolean {
  return namespaces.length === 0 || namespace === undefined || namespaces.includes(namespace);
}

/**
 * Labels and annotations that say whose an object is. Kubernetes itself does not record who made it, so that an object without any of these is
 * nobody's. Sources: Trainyard, Kubeflow Notebooks, and what teams commonly write.
 */
export const OWNER_MARKS: readonly string[] = [
  'owner',
  'user',
  'creator',
  'created-by',
  'notebooks.kubeflow.org/creator',
];

/** A label holds the name as a label can; Trainyard's annotation holds it as it is and decides where it is there. */
function isOf(names: readonly string[], { labels, annotations }: Pick<ObjectMeta, 'labels' | 'annotations'>): boolean {
  const exact = annotations.get(KUBERNETES_LABELS.user);
  if (exact !== undefined) return names.includes(exact);
  const marks = [KUBERNETES_LABELS.user, ...OWNER_MARKS];
  const said = new Set(marks.flatMap((mark) => [labels.get(mark), annotations.get(mark)]));
  return names.some((name) => name !== '' && (said.has(name) || said.has(labelValue(name))));
}

/** What the filter leaves out, for a row of its own; undefined: it leaves out nothing. */
export function filterText({
  namespaces,
  text,
  selector,
  owners,
  isMine,
  onlyNotReady,
}: ClusterFilter): string | undefined {
  const parts = [
    namespaces.length === 0 ? undefined : t('in {0}', namespaces.join(', ')),
    text === '' ? undefined : t('named “{0}”', text),
    selector === '' ? undefined : t('labels {0}', selector),
    owners === undefined ? undefined : isMine === true ? t('mine') : t('of {0}', owners.join(', ')),
    onlyNotReady ? t('not ready') : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** What “mine” can mean, for the tooltip of an active filter. */
export function mineText(owners: readonly string[]): string {
  return t(
    'Mine: a label or annotation ({0}) names {1}. Kubernetes does not record who made an object; what carries no such mark is not shown.',
    [KUBERNETES_LABELS.user, ...OWNER_MARKS].join(', '),
    owners.join(', '),
  );
}
