import { definedOf } from '../../domain/base/defined.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject, NodeSubject } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { ObjectRef } from '../../domain/cluster/clusterObject.ts';
import { NODE_KIND, POD_KIND } from '../../domain/cluster/knownKinds.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { objectRefOf } from '../../domain/runs/objectRefOf.ts';
import { placeText } from '../shared/contextProtection.ts';

/** An object of a cluster with the adapter, ready to be acted on. */
export interface ClusterTarget {
  readonly cluster: Cluster;
  readonly ref: ObjectRef;
  /** The container that was clicked, where a pod has several. */
  readonly container?: string;
  /** The run that was clicked. */
  readonly runId?: string;
}

/** What a row is about in a cluster: a run there is the object behind it. Undefined for everything else. */
export function clusterSubjectOf(subject: NodeSubject): ClusterSubject | undefined {
  if ('clusterId' in subject) return subject;
  if (subject.kind !== 'run' || !subject.cluster) return undefined;
  const { clusterId } = subject.cluster;
  return { kind: 'clusterObject', clusterId, ...objectRefOf(subject.cluster), runId: subject.runId };
}

/** The object behind a row; undefined for rows that stand for no object, as a group. */
export function refOf(subject: ClusterSubject): ObjectRef | undefined {
  switch (subject.kind) {
    case 'pod':
      return { resource: POD_KIND, namespace: subject.namespace, name: subject.name };
    case 'clusterNode':
      return { resource: NODE_KIND, name: subject.name };
    case 'clusterObject': {
      const { resource, namespace, name } = subject;
      return namespace === undefined ? { resource, name } : { resource, namespace, name };
    }
    case 'cluster':
    case 'clusterGroup':
    case 'clusterKind':
    case 'helmRelease':
    default:
      return undefined;
  }
}

/** Opens the cluster of a row. */
export async function targetOf(clusters: ClusterHub, subject: ClusterSubject): Promise<Result<ClusterTarget>> {
  const ref = refOf(subject);
  if (!ref) {
    return fail({
      code: 'invalid',
      message: t('This row stands for no single object.'),
      nextStep: t('Choose a row below it.'),
    });
  }
  const cluster = await clusters.cluster(subject.clusterId);
  if (!cluster.ok) return cluster;
  const container = subject.kind === 'pod' ? subject.container : undefined;
  const runId = subject.kind === 'clusterObject' ? subject.runId : undefined;
  return ok({ cluster: cluster.value, ref, ...definedOf({ container, runId }) });
}

/** `Deployment model-inference in lab/team-a`, for questions and messages: what it is and where. */
export function fullName({ cluster, ref }: ClusterTarget): string {
  const place = placeText(cluster.connection.label, ref.namespace);
  return ref.namespace === undefined
    ? t('{0} {1} of {2}', ref.resource.kind, ref.name, place)
    : t('{0} {1} in {2}', ref.resource.kind, ref.name, place);
}
