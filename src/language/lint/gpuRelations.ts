import { t } from '../../domain/base/text.ts';
import type { Definition, Demand, Reference } from '../workspace/objectSymbols.ts';
import { fits } from '../workspace/workspaceIndex.ts';
import { ofFolder, targetsOf, type Surroundings } from './surroundings.ts';

const LOCAL_QUEUE = 'kueue.x-k8s.io/LocalQueue';
/** The queue of jobs that name none. Source: Kueue documentation, LocalQueue, Default local queue. */
const DEFAULT_QUEUE = 'default';

/** A job with GPUs beside the queues of its namespace. */
export function checkUnqueued({ namespace, span, name }: Definition, where: Surroundings): void {
  const queues = ofFolder(where.index.ofKind(LOCAL_QUEUE), where).filter(({ thing }) =>
    fits(thing.namespace, namespace),
  );
  const [first] = queues;
  if (!first || queues.some(({ thing }) => thing.name === DEFAULT_QUEUE)) return;
  where.sink.add('kueue-label-missing', span, {
    message: t(
      '“{0}” takes GPUs beside the queue “{1}”: it has no label “{2}”.',
      name,
      first.thing.name,
      'kueue.x-k8s.io/queue-name',
    ),
  });
}

/** GPUs that the queue of a job does not know. */
export function checkQueue(reference: Reference, gpus: readonly string[], where: Surroundings): void {
  if (gpus.length === 0) return;
  for (const { queue } of targetsOf(reference, where)) {
    if (queue === undefined) continue;
    const target = { groupKinds: ['kueue.x-k8s.io/ClusterQueue'], name: queue, namespace: '' };
    for (const { allows } of targetsOf(target, where)) {
      const missing = allows && gpus.find((gpu) => allows.every(([resource]) => resource !== gpu));
      if (missing === undefined) continue;
      where.sink.add('kueue-gpu-not-covered', reference.span, {
        message: t('This is never admitted: “{0}” does not cover {1}.', queue, missing),
      });
      return;
    }
  }
}

/** GPUs of an experiment that no quota leaves. */
export function checkDemand({ namespace }: Definition, demand: Demand, where: Surroundings): void {
  tellExcess('katib-gpu-total', demand, { ...where, namespace });
}

/** GPUs of a workload that is scaled as far as it may be. */
export function checkScaledDemand(reference: Reference, where: Surroundings): void {
  const { most, namespace } = reference;
  if (!most) return;
  for (const { runs } of targetsOf(reference, where))
    if (runs)
      tellExcess(
        'gpu-hpa-max-exceeds-quota',
        { span: most, pods: most.value, gpus: runs.gpus },
        { ...where, namespace },
      );
}

function tellExcess(
  rule: string,
  { span, pods, gpus }: Demand,
  where: Surroundings & { readonly namespace: string | undefined },
): void {
  if (where.namespace === undefined || gpus.length === 0) return;
  const quotas = ofFolder(where.index.ofKind('/ResourceQuota'), where);
  for (const { thing } of quotas) {
    if (thing.namespace !== where.namespace) continue;
    for (const [resource, count] of gpus) {
      const most = thing.allows?.find(([allowed]) => allowed === resource)?.[1];
      if (most === undefined || pods * count <= most) continue;
      where.sink.add(rule, span, {
        message: t('{0} × {1} GPUs are more than the {2} that “{3}” allows.', pods, count, most, thing.name),
      });
      return;
    }
  }
}
