import { window } from 'vscode';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ObjectRef } from '../../domain/cluster/clusterObject.ts';
import { POD_KIND } from '../../domain/cluster/knownKinds.ts';
import { logBeforeRestartTitle, podContainerId } from '../../domain/cluster/podContainerId.ts';
import { containerNames, logContainerNames, logsBeforeRestart } from '../../domain/cluster/podContainers.ts';
import { fieldOf } from '../../domain/deploy/plainData.ts';
import { showTerminal } from '../shared/containerTerminal.ts';
import { copyFrom, type CopyTarget, copyTo } from '../shared/copyFiles.ts';
import { KUBERNETES_LABELS } from '../../domain/runs/kubernetesLabels.ts';
import { logResourceOf, parsePodSelectionId, podSelectionId } from '../../domain/cluster/logResource.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** The annotation that names the container that tools take when nobody says which. Source: kubectl. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Opens the log of a pod's container, or the merged log of all pods of anything that has pods. */
export async function openPodLog(
  deps: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const engineId = cluster.connection.id;
  if (target.runId !== undefined) {
    // Without asking for the object: what is kept of the log is shown although the cluster cannot be reached.
    const labels = new Map([[KUBERNETES_LABELS.runId, target.runId]]);
    const containerId = podSelectionId({ namespace: ref.namespace ?? '', labels });
    await deps.commands.run('trainyard.logs.open', { engineId, containerId, title: ref.name, runId: target.runId });
    return ok(undefined);
  }
  if (ref.resource.kind !== 'Pod') {
    const object = await cluster.reader.get(ref, signal);
    if (!object.ok) return object;
    const resource = logResourceOf(object.value);
    if (!resource.ok) return resource;
    await deps.commands.run('trainyard.logs.open', { engineId, containerId: resource.value, title: ref.name });
    return ok(undefined);
  }
  const container = await containerOf(target, signal, logContainerNames);
  if (!container.ok) return container;
  const { id, title } = container.value;
  await deps.commands.run('trainyard.logs.open', { engineId, containerId: id, title });
  return ok(undefined);
}

/** Opens what a container wrote before its last restart; of several that were restarted the user picks one. */
export async function openLogBeforeRestart(
  deps: KubernetesDeps,
  { cluster, ref, container }: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const pod = await cluster.reader.get(ref, signal);
  if (!pod.ok) return pod;
  const all = logsBeforeRestart(pod.value).filter((each) => container === undefined || each.container === container);
  if (all.length === 0) return fail(noRestart(ref.name));
  const items = all.map(({ container: label, restarts, id }) => ({
    label,
    description: t('{0} restarts', restarts),
    id,
  }));
  const title = t('Log before the restart');
  const [only] = items;
  const picked =
    items.length === 1 ? only : await window.showQuickPick(items, { title, placeHolder: t('Which container?') });
  if (!picked) return fail(CANCELLED);
  const engineId = cluster.connection.id;
  await deps.commands.run('trainyard.logs.open', {
    engineId,
    containerId: picked.id,
    title: logBeforeRestartTitle(picked.id),
  });
  return ok(undefined);
}

function noRestart(name: string): Failure {
  return {
    code: 'not-found',
    message: t('No container of {0} has been restarted, so there is no log before a restart.', name),
    nextStep: t('“Follow log of pods” shows what it has written.'),
  };
}

/** Opens a terminal with a shell in a container of a pod. */
export async function openPodShell(target: ClusterTarget, signal: AbortSignal): Promise<Result<void>> {
  const container = await containerOf(target, signal);
  if (!container.ok) return container;
  const { id, title } = container.value;
  const session = await target.cluster.shells.open(id, { columns: 80, rows: 24 }, signal);
  if (!session.ok) return session;
  showTerminal(session.value, title);
  return ok(undefined);
}

export async function copyFromPod(
  { notify }: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const files = await filesOf(target, signal);
  return files.ok ? await copyFrom(files.value, notify) : files;
}

export async function copyToPod(
  { notify }: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const files = await filesOf(target, signal);
  return files.ok ? await copyTo(files.value, notify) : files;
}

async function filesOf(target: ClusterTarget, signal: AbortSignal): Promise<Result<CopyTarget>> {
  const container = await containerOf(target, signal);
  if (!container.ok) return container;
  return ok({ files: target.cluster.files, containerId: container.value.id, name: container.value.title });
}

/** The container that was clicked, the only one, or one that the user picks; of a workload, of one of its running pods. */
export async function containerOf(
  target: ClusterTarget,
  signal: AbortSignal,
  namesOf = containerNames,
): Promise<Result<{ readonly id: string; readonly title: string }>> {
  const { cluster, container } = target;
  const pickedPod = target.ref.resource.kind === 'Pod' ? ok(target.ref) : await podOf(target, signal);
  if (!pickedPod.ok) return pickedPod;
  const ref = pickedPod.value;
  const namespace = ref.namespace ?? '';
  const of = (name: string | undefined, title: string) =>
    ok({ id: podContainerId({ namespace, pod: ref.name, ...(name === undefined ? {} : { container: name }) }), title });
  if (container !== undefined) return of(container, `${ref.name}/${container}`);
  const pod = await cluster.reader.get(ref, signal);
  if (!pod.ok) return pod;
  const names = namesOf(pod.value);
  if (names.length <= 1) return of(names[0], ref.name);
  const usual = fieldOf(pod.value, 'metadata', 'annotations', DEFAULT_CONTAINER);
  const first = names.toSorted((a, b) => Number(b === usual) - Number(a === usual));
  const picked = await window.showQuickPick(first, { title: ref.name, placeHolder: t('Which container?') });
  return picked === undefined ? fail(CANCELLED) : of(picked, `${ref.name}/${picked}`);
}

/** A running pod of a workload: the only one, or one that the user picks. */
async function podOf({ cluster, ref }: ClusterTarget, signal: AbortSignal): Promise<Result<ObjectRef>> {
  const object = await cluster.reader.get(ref, signal);
  if (!object.ok) return object;
  const resource = logResourceOf(object.value);
  const selection = resource.ok ? parsePodSelectionId(resource.value) : undefined;
  if (!selection) return resource.ok ? fail(noPods(ref.name)) : resource;
  const pods = await cluster.reader.objects(POD_KIND, selection.namespace, signal, selection.labels);
  if (!pods.ok) return pods;
  const names = pods.value.flatMap((pod) => {
    const name = fieldOf(pod, 'metadata', 'name');
    return typeof name === 'string' && fieldOf(pod, 'status', 'phase') === 'Running' ? [name] : [];
  });
  const [only] = names;
  if (only === undefined) return fail(noPods(ref.name));
  const picked =
    names.length === 1 ? only : await window.showQuickPick(names, { title: ref.name, placeHolder: t('Which pod?') });
  if (picked === undefined) return fail(CANCELLED);
  return ok({ resource: POD_KIND, namespace: selection.namespace, name: picked });
}

function noPods(name: string): Failure {
  return {
    code: 'not-found',
    message: t('{0} has no running pod.', name),
    nextStep: t('“Why does it not start?” tells what it waits for.'),
  };
}
