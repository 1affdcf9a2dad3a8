import type { Amounts, ObjectMeta, Workload } from '../../domain/cluster/clusterObject.ts';
import { type Fields, fieldsIn, listIn, numberIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import { conditionsOf, isOutdated, metaOf } from './recordMeta.ts';
import { templateOf } from './recordPod.ts';
import { WATCHED_RESOURCES } from './watchedResources.ts';

/** Labels that training operators and Trainyard put on the Jobs they make. */
const TRAINING_LABELS = [
  'trainyard.dev/run-id',
  'jobset.sigs.k8s.io/jobset-name',
  'training.kubeflow.org/job-name',
  'trainer.kubeflow.org/trainjob-ancestor-step',
];
const ACCELERATOR = /gpu|tpu|neuron|gaudi|npu|^nvidia\.com\/mig-/i;

export function deploymentOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const desired = numberIn(spec, 'replicas') ?? 1;
  return {
    ...partsOf(object, meta, desired, interner),
    ...replicaCounts(fieldsIn(object, 'status')),
    resource: WATCHED_RESOURCES.deployments,
    purpose: 'serving',
    desired,
    isPaused: spec['paused'] === true,
  };
}

export function replicaSetOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const desired = numberIn(fieldsIn(object, 'spec'), 'replicas') ?? 1;
  const revision = Number(meta.annotations.get('deployment.kubernetes.io/revision'));
  return {
    ...partsOf(object, meta, desired, interner),
    ...replicaCounts(fieldsIn(object, 'status')),
    resource: WATCHED_RESOURCES.replicasets,
    purpose: 'serving',
    desired,
    ...(Number.isInteger(revision) ? { revision } : {}),
  };
}

export function statefulSetOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const desired = numberIn(fieldsIn(object, 'spec'), 'replicas') ?? 1;
  return {
    ...partsOf(object, meta, desired, interner),
    ...replicaCounts(fieldsIn(object, 'status')),
    resource: WATCHED_RESOURCES.statefulsets,
    purpose: 'serving',
    desired,
  };
}

export function daemonSetOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const status = fieldsIn(object, 'status');
  const desired = numberIn(status, 'desiredNumberScheduled') ?? 0;
  return {
    ...partsOf(object, meta, desired, interner),
    resource: WATCHED_RESOURCES.daemonsets,
    purpose: 'other',
    desired,
    ready: numberIn(status, 'numberReady') ?? 0,
    updated: numberIn(status, 'updatedNumberScheduled') ?? 0,
    available: numberIn(status, 'numberAvailable') ?? 0,
  };
}

export function jobOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const status = fieldsIn(object, 'status');
  const parallelism = numberIn(spec, 'parallelism') ?? 1;
  const parts = partsOf(object, meta, parallelism, interner);
  const startedAt = interner.date(status['startTime']);
  const ended = parts.conditions.find(
    ({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'),
  );
  const finishedAt = interner.date(status['completionTime']) ?? ended?.changedAt;
  return {
    ...parts,
    resource: WATCHED_RESOURCES.jobs,
    purpose: isTraining(meta, parts.requests) ? 'training' : 'batch',
    // Without a number of completions it is done when one pod has succeeded, so all that run at once are wanted.
    desired: numberIn(spec, 'completions') ?? parallelism,
    ready: numberIn(status, 'ready') ?? 0,
    active: numberIn(status, 'active') ?? 0,
    succeeded: numberIn(status, 'succeeded') ?? 0,
    failed: numberIn(status, 'failed') ?? 0,
    isSuspended: spec['suspend'] === true,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

export function cronJobOf(object: Fields, interner: Interner): Workload | undefined {
  const meta = metaOf(object, interner);
  if (meta === undefined) return undefined;
  const spec = fieldsIn(object, 'spec');
  const status = fieldsIn(object, 'status');
  const job = fieldsIn(fieldsIn(spec, 'jobTemplate'), 'spec');
  const template = templateOf(fieldsIn(fieldsIn(job, 'template'), 'spec'), interner);
  const active = listIn(status, 'active').length;
  const startedAt = interner.date(status['lastScheduleTime']);
  const finishedAt = interner.date(status['lastSuccessfulTime']);
  return {
    kind: 'Workload',
    resource: WATCHED_RESOURCES.cronjobs,
    meta,
    purpose: isTraining(meta, template.requests) ? 'training' : 'batch',
    desired: 0,
    ready: 0,
    active,
    isSuspended: spec['suspend'] === true,
    isPaused: false,
    isOutdated: false,
    conditions: [],
    images: template.images,
    requests: times(template.requests, active * (numberIn(job, 'parallelism') ?? 1), interner),
    schedule: textIn(spec, 'schedule') ?? '',
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}

type Parts = Omit<Workload, 'resource' | 'purpose' | 'desired'>;

/** What kinds with a pod template have in common, for `pods` pods of it. */
function partsOf(object: Fields, meta: ObjectMeta, pods: number, interner: Interner): Parts {
  const spec = fieldsIn(object, 'spec');
  const template = templateOf(fieldsIn(fieldsIn(spec, 'template'), 'spec'), interner);
  const matchLabels = fieldsIn(spec, 'selector')['matchLabels'];
  return {
    kind: 'Workload',
    meta,
    ready: 0,
    isSuspended: false,
    isPaused: false,
    isOutdated: isOutdated(object),
    conditions: conditionsOf(fieldsIn(object, 'status'), interner),
    images: template.images,
    requests: times(template.requests, pods, interner),
    ...(matchLabels === undefined ? {} : { selector: interner.texts(matchLabels) }),
  };
}

function replicaCounts(status: Fields): Pick<Workload, 'ready' | 'updated' | 'available'> {
  return {
    ready: numberIn(status, 'readyReplicas') ?? 0,
    updated: numberIn(status, 'updatedReplicas') ?? 0,
    available: numberIn(status, 'availableReplicas') ?? 0,
  };
}

function times(amounts: Amounts, count: number, interner: Interner): Amounts {
  if (count === 1) return amounts;
  const entries = [...amounts].map(([name, amount]): [string, number] => [name, amount * count]);
  return interner.part('times', entries, () => new Map(entries));
}

function isTraining(meta: ObjectMeta, requests: Amounts): boolean {
  return (
    TRAINING_LABELS.some((label) => meta.labels.has(label)) ||
    [...requests].some(([name, amount]) => amount > 0 && ACCELERATOR.test(name))
  );
}
