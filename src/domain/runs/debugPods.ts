import type { Clock } from '../base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ObjectRef } from '../cluster/clusterObject.ts';
import { POD_KIND } from '../cluster/knownKinds.ts';
import { podContainerId } from '../cluster/podContainerId.ts';
import { containerNames } from '../cluster/podContainers.ts';
import type { Cluster, ClusterReader } from '../cluster/ports.ts';
import { fieldOf, listOf } from '../deploy/plainData.ts';
import { debugPortOf, debugProcessesOf, KUBERNETES_ANNOTATIONS, KUBERNETES_LABELS } from './kubernetesLabels.ts';

/** How often a pod that is starting is looked at, in milliseconds. */
const LOOK_MS = 1000;
/** How long the log of a program that has ended may take, and a look at its sockets: a container that ends meanwhile may leave it without an answer. */
const LOG_MS = 30_000;
const SOCKETS_MS = 10_000;
const INDEX = 'batch.kubernetes.io/job-completion-index';

/** A process of a pod that was started for debugging. */
export interface DebugPod {
  readonly ref: ObjectRef;
  /** Of the pod; absent: it is the only one. */
  readonly rank?: number;
  /** Of the process in its pod; absent: it is the only one. */
  readonly localRank?: number;
}

/** One that waits for its debugger. */
export interface WaitingPod extends DebugPod {
  readonly port: number;
  /** Of the container; absent: that of the image. */
  readonly workingDir?: string;
  /** As the run has it: relative to the workspace. */
  readonly specPath?: string;
}

/** The processes of the newest pod of each rank of a Job, rank 0 first, as soon as all are there. Failure `rejected`: the Job has ended. */
export async function debugPodsOf(
  reader: Pick<ClusterReader, 'get' | 'objects'>,
  { job, runId }: { readonly job: ObjectRef; readonly runId: string },
  { clock, onStep }: { readonly clock: Clock; readonly onStep: (text: string) => void },
  signal: AbortSignal,
): Promise<Result<readonly DebugPod[]>> {
  while (!signal.aborted) {
    const object = await reader.get(job, signal);
    if (!object.ok) return object;
    const labels = new Map([[KUBERNETES_LABELS.runId, runId]]);
    const listed = await reader.objects(POD_KIND, job.namespace, signal, labels);
    if (!listed.ok) return listed;
    const pods = newestByRank(listed.value);
    const wanted = fieldOf(object.value, 'spec', 'completions');
    if (pods.length > 0 && pods.length >= (typeof wanted === 'number' ? wanted : 1)) return ok(pods.flat());
    if (hasEnded(object.value)) return fail(ended(job.name));
    onStep(t('waiting for its pods'));
    await clock.sleep(LOOK_MS, signal);
  }
  return fail(CANCELLED);
}

/** The processes of one pod. */
export async function debugProcessesIn(
  reader: Pick<ClusterReader, 'get'>,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<Result<readonly DebugPod[]>> {
  const object = await reader.get(ref, signal);
  return object.ok ? ok(processesOf({ ref }, object.value)) : object;
}

function processesOf(pod: DebugPod, object: unknown): readonly DebugPod[] {
  const count = debugProcessesOf(fieldOf(object, 'metadata', 'labels', KUBERNETES_LABELS.debugProcesses));
  return count === 1 ? [pod] : Array.from({ length: count }, (_, localRank) => ({ ...pod, localRank }));
}

function newestByRank(pods: readonly unknown[]): readonly (readonly DebugPod[])[] {
  const known = pods.flatMap((pod) => {
    const [name, namespace] = [fieldOf(pod, 'metadata', 'name'), fieldOf(pod, 'metadata', 'namespace')];
    if (typeof name !== 'string' || typeof namespace !== 'string') return [];
    const index = fieldOf(pod, 'metadata', 'labels', INDEX) ?? fieldOf(pod, 'metadata', 'annotations', INDEX);
    const rank = typeof index === 'string' ? { rank: Number(index) } : {};
    const ref: ObjectRef = { resource: POD_KIND, namespace, name };
    return [{ pod: { ref, ...rank }, object: pod, created: String(fieldOf(pod, 'metadata', 'creationTimestamp')) }];
  });
  const oldestFirst = known.toSorted((a, b) => (a.created < b.created ? -1 : 1));
  const byRank = new Map(oldestFirst.map((each) => [each.pod.rank ?? 0, each]));
  return [...byRank].toSorted(([a], [b]) => a - b).map(([, { pod, object }]) => processesOf(pod, object));
}

function hasEnded(job: unknown): boolean {
  return listOf(fieldOf(job, 'status', 'conditions')).some(
    (condition) =>
      /^(Complete|Failed|FailureTarget)$/.test(String(fieldOf(condition, 'type'))) &&
      fieldOf(condition, 'status') === 'True',
  );
}

/** Waits until debugpy listens in the pod. Failures: `tool-missing`: the image has none · `rejected`: the program has ended · `unsupported`. */
export async function untilDebuggable(
  cluster: Pick<Cluster, 'reader' | 'run' | 'logs'>,
  pod: DebugPod,
  { clock, onStep }: { readonly clock: Clock; readonly onStep: (text: string) => void },
  signal: AbortSignal,
): Promise<Result<WaitingPod>> {
  while (!signal.aborted) {
    const object = await cluster.reader.get(pod.ref, signal);
    if (!object.ok) return object;
    const first = debugPortOf(fieldOf(object.value, 'metadata', 'labels', KUBERNETES_LABELS.debugPort));
    if (first === undefined) return fail(notForDebugging(pod.ref.name));
    const port = first + (pod.localRank ?? 0);
    const [container] = containerNames(object.value);
    const place = { namespace: pod.ref.namespace ?? '', pod: pod.ref.name, ...(container ? { container } : {}) };
    const state = stateOf(object.value, container);
    if (state === 'ended') return fail(await whyEnded(cluster, pod.ref.name, podContainerId(place), signal));
    if (state === 'running' && (await listens(cluster, { place, port }, signal))) {
      return ok({ ...pod, port, ...placesOf(object.value) });
    }
    onStep(state === 'running' ? t('debugpy is starting') : t('not running yet'));
    await clock.sleep(LOOK_MS, signal);
  }
  return fail(CANCELLED);
}

function stateOf(pod: unknown, container: string | undefined): 'waiting' | 'running' | 'ended' {
  const phase = fieldOf(pod, 'status', 'phase');
  if (phase === 'Failed' || phase === 'Succeeded') return 'ended';
  const status = listOf(fieldOf(pod, 'status', 'containerStatuses')).find((one) => fieldOf(one, 'name') === container);
  if (fieldOf(status, 'state', 'terminated') !== undefined) return 'ended';
  return fieldOf(status, 'state', 'running') === undefined ? 'waiting' : 'running';
}

function placesOf(pod: unknown): Pick<WaitingPod, 'workingDir' | 'specPath'> {
  const [container] = listOf(fieldOf(pod, 'spec', 'containers'));
  const workingDir = fieldOf(container, 'workingDir');
  const specPath = fieldOf(pod, 'metadata', 'annotations', KUBERNETES_ANNOTATIONS.specPath);
  return {
    ...(typeof workingDir === 'string' ? { workingDir } : {}),
    ...(typeof specPath === 'string' ? { specPath } : {}),
  };
}

/**
 * Asked of the kernel, because a connection would be one of a debugger. Where that cannot be asked (no `cat`, no right to run a program) it is
 * taken to listen: the debugger tells when it does not.
 */
async function listens(
  { run }: Pick<Cluster, 'run'>,
  { place, port }: { readonly place: Parameters<Cluster['run']>[0]; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SOCKETS_MS)]);
  const sockets = await run(place, ['cat', '/proc/net/tcp'], limit);
  if (!sockets.ok) return sockets.failure.code === 'tool-missing' || sockets.failure.code === 'forbidden';
  return isListening(sockets.value.stdout, port);
}

/** In the words of /proc/net/tcp: local address and port in hexadecimal, state 0A is LISTEN. Source: proc(5). */
export function isListening(sockets: string, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return sockets.split('\n').some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === '0A' && local.endsWith(`:${hex}`);
  });
}

export async function whyEnded(
  { logs }: Pick<Cluster, 'logs'>,
  pod: string,
  resource: string,
  signal: AbortSignal,
): Promise<Failure> {
  const text: string[] = [];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LOG_MS)]);
  for await (const event of logs.follow({ resource, tail: 50 }, limit)) {
    if (event.kind === 'lines') text.push(...event.lines.map((line) => line.text));
    if (event.kind === 'ended' || event.kind === 'failed') break;
  }
  if (!text.some((line) => /No module named '?debugpy\b/.test(line))) return ended(pod);
  return {
    code: 'tool-missing',
    message: t('The image of {0} has no debugpy, so its program could not be started for debugging.', pod),
    nextStep: t('Add “pip install debugpy” to the image, and run again.'),
  };
}

function ended(name: string): Failure {
  return {
    code: 'rejected',
    message: t('{0} has ended, so there is nothing to attach to.', name),
    nextStep: t('Its log tells why; “Run again with changes…” starts it once more.'),
  };
}

export function notForDebugging(name: string): Failure {
  return {
    code: 'unsupported',
    message: t('{0} was not started for debugging.', name),
    nextStep: t('Switch “Debug” on in the start form of the run.'),
  };
}
