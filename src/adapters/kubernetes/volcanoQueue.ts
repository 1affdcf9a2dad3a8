import { plainLine } from '../../domain/base/plainText.ts';
import type { ResourceKind } from '../../domain/cluster/clusterObject.ts';
import type { PodGroup, QueueFacts, QueueQuestion } from '../../domain/scheduling/queueFacts.ts';
import { allObjects } from './allObjects.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, numberIn, textIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { objectPath } from './objectPath.ts';
import { collectionPath } from './watchedResources.ts';

const GROUP = 'scheduling.volcano.sh';

/** The group of pods that Volcano starts as a whole. Sources: Volcano, PodGroup and Queue (scheduling/v1beta1). */
export async function volcanoFacts(
  { transport, kinds }: { readonly transport: KubeTransport; readonly kinds: readonly ResourceKind[] },
  { namespace, uids }: QueueQuestion,
  signal: AbortSignal,
): Promise<QueueFacts> {
  const find = (plural: string) => kinds.find((kind) => kind.group === GROUP && kind.plural === plural);
  const [groupKind, queueKind] = [find('podgroups'), find('queues')];
  if (!groupKind) return {};
  const groups = await allObjects(transport, { path: collectionPath(groupKind, namespace) }, signal);
  if (!groups.ok) return { isGroupUnknown: true };
  const raw = groups.value.find((group) =>
    listIn(fieldsIn(group, 'metadata'), 'ownerReferences').some((owner) => uids.has(textIn(owner, 'uid') ?? '')),
  );
  if (!raw) return {};
  const group = groupOf(raw);
  const path = queueKind && objectPath({ resource: queueKind, name: group.queue });
  if (!path?.ok) return { group };
  const queue = await transport.json({ method: 'GET', path: path.value, signal });
  const queueState = queue.ok ? textIn(fieldsIn(fieldsOf(queue.value), 'status'), 'state') : undefined;
  return { group: { ...group, ...(queueState === undefined ? {} : { queueState }) } };
}

function groupOf(raw: Fields): PodGroup {
  const [spec, status] = [fieldsIn(raw, 'spec'), fieldsIn(raw, 'status')];
  const stuck = listIn(status, 'conditions').find((one) => one['type'] === 'Unschedulable' && one['status'] === 'True');
  const message = stuck && textIn(stuck, 'message');
  const minMember = numberIn(spec, 'minMember');
  return {
    uid: textIn(fieldsIn(raw, 'metadata'), 'uid') ?? '',
    name: textIn(fieldsIn(raw, 'metadata'), 'name') ?? '',
    // Without a name it is in the queue that Volcano makes itself.
    queue: plainLine(textIn(spec, 'queue') ?? 'default'),
    // The scheduler writes the first one when it looks at the group.
    phase: textIn(status, 'phase') ?? 'Pending',
    ...(minMember === undefined ? {} : { minMember }),
    ...(message === undefined ? {} : { message }),
  };
}
