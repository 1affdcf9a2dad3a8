import type { Snapshot } from '../base/watched.ts';
import type { QueueWait } from '../scheduling/queueFacts.ts';
import { allWorkloads } from './clusterGroups.ts';
import type { ClusterFacts } from './clusterFacts.ts';
import { holdingQueue } from './workloadHealth.ts';

/** Each namespace costs a question or more every quarter of a minute while its rows are shown. */
const MOST_NAMESPACES = 20;

/** Source: Kueue. */
const GROUP = 'kueue.x-k8s.io';

interface Asked {
  readonly namespace: string;
  readonly queues: readonly string[];
}

/** How workloads wait that a queue of Kueue holds, by their uid; `ask` is called only where there are such. Undefined: there are none. */
export function queueWaits(
  facts: ClusterFacts,
  ask: (asked: Asked) => Snapshot<ReadonlyMap<string, QueueWait>>,
): ReadonlyMap<string, QueueWait> | undefined {
  const { kinds } = facts;
  if (kinds?.state !== 'ready' || !kinds.value.some(({ group }) => group === GROUP)) return undefined;
  const queues = new Map<string, Set<string>>();
  for (const workload of allWorkloads(facts)) {
    const queue = holdingQueue(workload);
    const { namespace } = workload.meta;
    if (queue === undefined || namespace === undefined) continue;
    const known = queues.get(namespace) ?? new Set();
    queues.set(namespace, known.add(queue));
  }
  if (queues.size === 0) return undefined;
  const answers = [...queues]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .slice(0, MOST_NAMESPACES)
    .map(([namespace, names]) => ask({ namespace, queues: [...names].toSorted() }));
  return new Map(answers.flatMap((answer) => (answer.state === 'ready' ? [...answer.value] : [])));
}
