import { t } from '../base/text.ts';

/** Which part of a distributed run a pod is. */
export interface PodRank {
  /** Global rank, where labels tell it. */
  readonly rank: number | undefined;
  /** `master`, `worker`, `node` …; absent where pods have one role. */
  readonly role: string | undefined;
  /** For a prefix: `rank 3`, `worker 3`, or the pod's name. */
  readonly label: string;
  /** Pods in the order of their ranks; those without one come last. */
  readonly order: number;
}

export interface RankedPod {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Of the main container, as far as it is written out: `RANK`. */
  readonly environment?: ReadonlyMap<string, string>;
}

const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
const JOB_INDEX = 'jobset.sigs.k8s.io/job-index';
const JOB_ROLE = 'jobset.sigs.k8s.io/replicatedjob-name';
/** Labels that number the pods of a set, each with the one that names the role. The older ones are of operators before 1.4. */
const REPLICAS = [
  ['training.kubeflow.org/replica-index', 'training.kubeflow.org/replica-type'],
  ['replica-index', 'replica-type'],
  ['leaderworkerset.sigs.k8s.io/worker-index', undefined],
  ['apps.kubernetes.io/pod-index', undefined],
] as const;
/** Roles that come before the workers in the count of ranks. Source: Kubeflow Training Operator, `SetPodEnv` of PyTorchJob. */
const FIRST_ROLES = new Set(['master', 'chief']);
/** Roles that do not take part in the training itself. */
const NO_RANK = new Set(['launcher', 'ps', 'evaluator', 'scheduler', 'server']);
const LAST = Number.MAX_SAFE_INTEGER;

/** The rank of a pod: its environment knows best, then the labels of jobs, job sets and training operators. */
export function podRank({ name, labels, environment }: RankedPod): PodRank {
  const written = indexOf(environment?.get('RANK'));
  if (written !== undefined) return ranked(written, undefined);
  const role = labels.get(JOB_ROLE);
  const job = indexOf(labels.get(JOB_INDEX));
  const completion = indexOf(labels.get(COMPLETION_INDEX));
  if (role !== undefined && NO_RANK.has(role)) return unranked(role, job ?? 0);
  if (completion !== undefined && (job === undefined || job === 0)) return ranked(completion, role);
  if (completion === 0 && job !== undefined) return ranked(job, role);
  if (completion !== undefined && job !== undefined) {
    // How many pods each job has is not written on a pod.
    return {
      rank: undefined,
      role,
      label: `${role ?? t('job')} ${job}/${completion}`,
      order: job * 1_000_000 + completion,
    };
  }
  return replicaRank(labels) ?? { rank: undefined, role, label: name, order: LAST };
}

function replicaRank(labels: ReadonlyMap<string, string>): PodRank | undefined {
  for (const [indexLabel, roleLabel] of REPLICAS) {
    const index = indexOf(labels.get(indexLabel));
    if (index === undefined) continue;
    const role = roleLabel === undefined ? undefined : labels.get(roleLabel)?.toLowerCase();
    if (role === undefined) return ranked(index, undefined);
    if (NO_RANK.has(role)) return unranked(role, index);
    if (FIRST_ROLES.has(role)) return ranked(index, role);
    // Only where there is a master are the workers counted from 1; a pod does not tell, but its job's name for it does.
    const hasMaster = labels.get('training.kubeflow.org/job-role') === 'master' || isPyTorch(labels);
    return { ...ranked(index + (hasMaster ? 1 : 0), role), label: `${role} ${index}` };
  }
  return undefined;
}

function isPyTorch(labels: ReadonlyMap<string, string>): boolean {
  return labels.get('training.kubeflow.org/operator-name') === 'pytorchjob-controller';
}

function ranked(rank: number, role: string | undefined): PodRank {
  return { rank, role, label: role === undefined ? t('rank {0}', rank) : `${role} ${rank}`, order: rank };
}

function unranked(role: string, index: number): PodRank {
  return { rank: undefined, role, label: index === 0 ? role : `${role} ${index}`, order: LAST };
}

function indexOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
