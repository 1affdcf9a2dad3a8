import { t } from '../base/text.ts';
import type { Health } from '../base/tree.ts';
import { KUBERNETES_LABELS, labelValue } from '../runs/kubernetesLabels.ts';
import type { ClusterFilter } from './clusterFilter.ts';
import type { ObjectMeta } from './clusterObject.ts';
import { matchesLabels } from './labelSelector.ts';
import { isWell } from './objectHealth.ts';

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

/** What “mine” can mean, for the tooltip of an active filter. */
export function mineText(owners: readonly string[]): string {
  return t(
    'Mine: a label or annotation ({0}) names {1}. Kubernetes does not record who made an object; what carries no such mark is not shown.',
    [KUBERNETES_LABELS.user, ...OWNER_MARKS].join(', '),
    owners.join(', '),
  );
}
