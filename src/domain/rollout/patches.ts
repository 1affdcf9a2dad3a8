import type { Workload } from '../cluster/clusterObject.ts';
import { KUBERNETES_ANNOTATIONS } from '../runs/kubernetesLabels.ts';

/** Starts all pods anew, one after the other, as `kubectl rollout restart` does: the annotation changes the template. */
export function restartPatch(now: Date): object {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': now.toISOString() };
  return { spec: { template: { metadata: { annotations } } } };
}

/** Holds a rollout where it is, or lets it go on. */
export function pausePatch(isPaused: boolean): object {
  return { spec: { paused: isPaused ? true : null } };
}

/** Kinds of the Training Operator have the field at another place than all others. */
const RUN_POLICY = new Set(['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob']);

/** Takes the pods of a job away, or lets them come again. Pods that run are ended. */
export function suspendPatch(isSuspended: boolean, kind: string): object {
  return RUN_POLICY.has(kind) ? { spec: { runPolicy: { suspend: isSuspended } } } : { spec: { suspend: isSuspended } };
}

/** Ends a run and leaves its object, with a mark that the user wanted it. A Deployment remembers its replicas for `continuePatch`. */
export function stopPatch({ resource, desired }: Pick<Workload, 'resource' | 'desired'>, now: Date): object {
  const stopped = { [KUBERNETES_ANNOTATIONS.stopped]: now.toISOString() };
  if (resource.kind === 'Job') return { metadata: { annotations: stopped }, spec: { suspend: true } };
  const replicas = { [KUBERNETES_ANNOTATIONS.replicas]: String(desired) };
  return { metadata: { annotations: { ...stopped, ...replicas } }, spec: { replicas: 0 } };
}

/** Takes a stop back. */
export function continuePatch({ resource, meta }: Pick<Workload, 'resource' | 'meta'>): object {
  const annotations = { [KUBERNETES_ANNOTATIONS.stopped]: null, [KUBERNETES_ANNOTATIONS.replicas]: null };
  if (resource.kind === 'Job') return { metadata: { annotations }, spec: { suspend: false } };
  const before = Number(meta.annotations.get(KUBERNETES_ANNOTATIONS.replicas) ?? 1);
  return { metadata: { annotations }, spec: { replicas: Number.isSafeInteger(before) && before > 0 ? before : 1 } };
}
