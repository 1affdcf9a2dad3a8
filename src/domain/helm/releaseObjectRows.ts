import { t } from '../base/text.ts';
import type { ReleaseSubject, TreeNode } from '../base/tree.ts';
import { type ClusterFacts, seenOf } from '../cluster/clusterFacts.ts';
import { allWorkloads, WORKLOAD_KINDS } from '../cluster/clusterGroups.ts';
import type { Claim, Pod, ResourceKind, Service, WatchedKind, Workload } from '../cluster/clusterObject.ts';
import { withPods } from '../cluster/customRows.ts';
import { kindOfManifest } from '../cluster/kindOfManifest.ts';
import { claimNode, objectRow, serviceNode } from '../cluster/objectNodes.ts';
import { podNode } from '../cluster/podNode.ts';
import type { RowContext } from '../cluster/rowContext.ts';
import { failureRows, loadingRow } from '../cluster/stateRows.ts';
import { workloadNode } from '../cluster/workloadNode.ts';
import type { ReleaseObject } from './release.ts';

/** What has to be watched to tell how the objects of a release are. */
export const RELEASE_KINDS: readonly WatchedKind[] = [...WORKLOAD_KINDS, 'pods', 'services', 'claims'];

interface Place {
  readonly object: ReleaseObject;
  readonly resource: ResourceKind;
  readonly namespace: string | undefined;
}

/** What is seen of the kinds that have rows of their own: listed once, and not for each object of a release that has hundreds. */
interface Seen {
  readonly facts: ClusterFacts;
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly claims: readonly Claim[];
}

function seenIn(facts: ClusterFacts, objects: readonly ReleaseObject[]): Seen {
  const { services, claims } = facts.watched;
  const pods = seenOf(facts.watched.pods)?.objects ?? [];
  const all = allWorkloads(facts);
  const named = new Set(objects.map(({ kind, name }) => `${kind}/${name}`));
  const own = all.filter(({ resource, meta }) => named.has(`${resource.kind}/${meta.name}`));
  return {
    facts,
    workloads: withPods(own, all, pods),
    pods,
    services: seenOf(services)?.objects ?? [],
    claims: seenOf(claims)?.objects ?? [],
  };
}

/** The objects of a release: those that have rows elsewhere with the same rows and menus, the others by their kind and name. */
export function releaseObjectRows(
  subject: ReleaseSubject,
  facts: ClusterFacts,
  context: RowContext,
  id: string,
): readonly TreeNode[] {
  const summary = facts.releases?.summaries.get(subject.uid);
  if (!summary || summary.state === 'loading') return [loadingRow(id)];
  const { clusterId } = context;
  if (summary.state === 'failed') return failureRows(`${id}/failed`, summary.failure, { kind: 'cluster', clusterId });
  const { objects } = summary.value;
  if (objects.length === 0) return [{ id: `${id}/none`, label: t('Its manifest names no object') }];
  const kinds = facts.kinds?.state === 'ready' ? facts.kinds.value : [];
  const seen = seenIn(facts, objects);
  // The release names the namespace already.
  const within = { ...context, filter: { ...context.filter, namespaces: [subject.namespace] } };
  const rows = objects.map((object) => {
    const resource = kindOfManifest(object, kinds);
    if (!resource) return unknownRow(object, id);
    const namespace = resource.isNamespaced ? (object.namespace ?? subject.namespace) : undefined;
    return knownRow({ object, resource, namespace }, seen, namespace === subject.namespace ? within : context, id);
  });
  // What runs is what people look for.
  return [...rows.filter(isWorkload), ...rows.filter((row) => !isWorkload(row))];
}

const isWorkload = ({ isExpandable, subject }: TreeNode) => isExpandable === true || subject?.kind === 'pod';

function unknownRow({ apiVersion, kind, name, namespace }: ReleaseObject, id: string): TreeNode {
  return {
    id: `${id}/${apiVersion}.${kind}/${namespace ?? ''}/${name}`,
    label: name,
    description: `${kind} · ${apiVersion}`,
    icon: 'symbol-object',
    actions: ['ofCluster'],
  };
}

function knownRow(place: Place, seen: Seen, context: RowContext, id: string): TreeNode {
  const { object, resource, namespace } = place;
  const isIt = ({ meta }: { readonly meta: { readonly name: string; readonly namespace?: string } }) =>
    meta.name === object.name && meta.namespace === namespace;
  const workload = seen.workloads.find((each) => each.resource.kind === resource.kind && isIt(each));
  if (workload) return workloadNode(workload, context, id);
  const pod = resource.kind === 'Pod' ? seen.pods.find(isIt) : undefined;
  if (pod) return podNode(pod, context, id);
  const service = resource.kind === 'Service' ? seen.services.find(isIt) : undefined;
  if (service) return serviceNode(service, context, id);
  const claim = resource.plural === 'persistentvolumeclaims' ? seen.claims.find(isIt) : undefined;
  if (claim) return claimNode(claim, context, id);
  const state = isMissing(resource, seen.facts)
    ? ({ health: 'warning', text: t('not in the cluster') } as const)
    : undefined;
  const meta = { name: object.name, ...(namespace === undefined ? {} : { namespace }) };
  return objectRow({ resource, meta, state, parts: [resource.kind], icon: 'symbol-object' }, context, id);
}

/** Whether all objects of its kind are known, so that one that is not among them is not there. */
function isMissing({ plural, group }: ResourceKind, { watched }: ClusterFacts): boolean {
  const kind = RELEASE_KINDS.find((each) => (each === 'claims' ? 'persistentvolumeclaims' : each) === plural);
  if (kind === undefined || !['', 'apps', 'batch'].includes(group)) return false;
  return seenOf<WatchedKind>(watched[kind])?.isComplete === true;
}
