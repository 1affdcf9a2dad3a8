import type { ClusterFacts } from './clusterFacts.ts';
import { seenOf } from './clusterFacts.ts';
import type { Owner, Pod, ResourceKind, Workload } from './clusterObject.ts';

/** What is known of a kind of an operator that has pods. */
interface CustomKind {
  readonly group: string;
  readonly kind: string;
  readonly purpose: Workload['purpose'];
  /** The label with its name that its controller puts on pods. */
  readonly podLabel?: string;
  /** It makes workloads one after the other, and these are what people look for below it. */
  readonly isSeries?: boolean;
}

const TRAINING_LABEL = 'training.kubeflow.org/job-name';
const v1Job = (kind: string): CustomKind => ({
  group: 'kubeflow.org',
  kind,
  purpose: 'training',
  podLabel: TRAINING_LABEL,
});

/** Sources: the API references of Kubeflow Trainer 2, Training Operator 1, JobSet, KubeRay, Argo Workflows, Katib, KServe, Kubeflow Notebooks, Spark Operator. */
const CUSTOM_KINDS: readonly CustomKind[] = [
  { group: 'trainer.kubeflow.org', kind: 'TrainJob', purpose: 'training', podLabel: 'jobset.sigs.k8s.io/jobset-name' },
  ...['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob'].map(v1Job),
  { group: 'jobset.x-k8s.io', kind: 'JobSet', purpose: 'training', podLabel: 'jobset.sigs.k8s.io/jobset-name' },
  { group: 'ray.io', kind: 'RayJob', purpose: 'training' },
  { group: 'ray.io', kind: 'RayCluster', purpose: 'other', podLabel: 'ray.io/cluster' },
  { group: 'ray.io', kind: 'RayService', purpose: 'serving' },
  { group: 'kubeflow.org', kind: 'Experiment', purpose: 'training', isSeries: true },
  { group: 'kubeflow.org', kind: 'Trial', purpose: 'training', podLabel: 'katib.kubeflow.org/trial' },
  {
    group: 'serving.kserve.io',
    kind: 'InferenceService',
    purpose: 'serving',
    podLabel: 'serving.kserve.io/inferenceservice',
  },
  { group: 'kubeflow.org', kind: 'Notebook', purpose: 'other', podLabel: 'notebook-name' },
  { group: 'argoproj.io', kind: 'Workflow', purpose: 'batch', podLabel: 'workflows.argoproj.io/workflow' },
  { group: 'argoproj.io', kind: 'CronWorkflow', purpose: 'batch', isSeries: true },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'SparkApplication',
    purpose: 'batch',
    podLabel: 'sparkoperator.k8s.io/app-name',
  },
  { group: 'sparkoperator.k8s.io', kind: 'ScheduledSparkApplication', purpose: 'batch', isSeries: true },
];

/** Kinds of Kubernetes itself that own workloads or pods, by `kind.group`. */
const BUILT_IN = new Set([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
  'ReplicationController.',
  'Node.',
  'Pod.',
]);
/** A cluster with more has some that nobody looks for; each costs a watch. */
const MOST_KINDS = 40;

export function customKindOf({ group, kind }: Pick<ResourceKind, 'group' | 'kind'>): CustomKind | undefined {
  return CUSTOM_KINDS.find((known) => known.kind === kind && known.group === group);
}

export function isCustomKind({ group, kind }: Pick<ResourceKind, 'group' | 'kind'>): boolean {
  return !BUILT_IN.has(`${kind}.${group}`);
}

/**
 * Kinds whose objects stand for the pods below them: those that are known, where the cluster serves them, and any other that owns something
 * which is seen now. What those belong to in turn is found when they are read.
 */
export function customKindsOf({
  kinds,
  watched,
  custom = [],
}: Pick<ClusterFacts, 'kinds' | 'watched' | 'custom'>): readonly ResourceKind[] {
  const served = kinds?.state === 'ready' ? kinds.value.filter(isWatchable) : [];
  const owners = new Map<string, Owner>();
  const note = ({ meta: { owner } }: Pick<Pod | Workload, 'meta'>) => {
    if (owner?.group !== undefined && !BUILT_IN.has(`${owner.kind}.${owner.group}`)) {
      owners.set(`${owner.kind}.${owner.group}`, owner);
    }
  };
  for (const pod of seenOf<'pods'>(watched.pods)?.objects ?? []) note(pod);
  for (const kind of ['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'replicasets'] as const) {
    for (const workload of seenOf<typeof kind>(watched[kind])?.objects ?? []) note(workload);
  }
  for (const { parts } of custom) for (const workload of seenOf<'jobs'>(parts)?.objects ?? []) note(workload);
  return served
    .filter((kind) => customKindOf(kind) !== undefined || owners.has(`${kind.kind}.${kind.group}`))
    .slice(0, MOST_KINDS);
}

function isWatchable({ verbs, isNamespaced }: ResourceKind): boolean {
  return isNamespaced && (verbs === undefined || (verbs.includes('list') && verbs.includes('watch')));
}
