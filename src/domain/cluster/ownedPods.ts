import type { ObjectMeta, Pod, Workload } from './clusterObject.ts';

/** Objects between a workload and its pods: ReplicaSets of Deployments, Jobs of CronJobs, JobSets and training jobs. */
export type Between = readonly { readonly meta: ObjectMeta }[];

/** Labels that controllers set on pods with the name of the job they belong to; used where no owner says it. */
const NAME_LABELS = [
  'jobset.sigs.k8s.io/jobset-name',
  'training.kubeflow.org/job-name',
  'batch.kubernetes.io/job-name',
  'ray.io/cluster',
];

/**
 * The pods of a workload by the chain of owners. Where links of the chain are not known (`between` cannot be read), its selector tells: then a
 * pod whose controller is a known other workload is not taken.
 */
export function podsOf(workload: Workload, pods: readonly Pod[], between: Between): readonly Pod[] {
  const owners = descendants(workload.meta.uid, between);
  const owned = pods.filter(({ meta }) => meta.owner !== undefined && owners.has(meta.owner.uid));
  if (owned.length > 0) return owned;
  const known = new Set(between.map(({ meta }) => meta.uid));
  return pods.filter(
    ({ meta }) =>
      meta.namespace === workload.meta.namespace &&
      !known.has(meta.owner?.uid ?? '') &&
      (hasLabels(meta, workload.selector) || isNamed(meta, workload)),
  );
}

function descendants(uid: string, between: Between): ReadonlySet<string> {
  const children = Map.groupBy(between, ({ meta }) => meta.owner?.uid ?? '');
  const found = new Set([uid]);
  for (const each of found) for (const { meta } of children.get(each) ?? []) found.add(meta.uid);
  return found;
}

function hasLabels({ labels }: ObjectMeta, selector: ReadonlyMap<string, string> | undefined): boolean {
  if (selector === undefined || selector.size === 0) return false;
  return Array.from(selector).every(([key, value]) => labels.get(key) === value);
}

/** Custom workloads have no selector; their controllers label the pods. */
function isNamed({ labels }: ObjectMeta, { meta, selector, resource }: Workload): boolean {
  if (selector !== undefined || resource.group === 'apps') return false;
  return NAME_LABELS.some((label) => labels.get(label) === meta.name);
}
