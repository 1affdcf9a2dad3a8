import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { knownOnce } from '../../domain/base/knownOnce.ts';
import { isCustomKind } from '../../domain/cluster/customKinds.ts';
import type { Pod, Workload } from '../../domain/cluster/clusterObject.ts';
import { listOnce } from '../../domain/cluster/listOnce.ts';
import { podsOf } from '../../domain/cluster/ownedPods.ts';
import type { Situation } from '../../domain/scheduling/diagnosis.ts';
import { queueQuestion } from '../../domain/scheduling/queueCause.ts';
import { diagnosisText } from '../../domain/scheduling/diagnosisText.ts';
import { whyPending, worstPod } from '../../domain/scheduling/whyPending.ts';
import { type ClusterTarget, fullName } from './clusterTarget.ts';
import { fixOffer } from './fixInFile.ts';
import type { KubernetesTools } from './kubernetesActions.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Says the one thing that keeps a pod or workload from running, and offers the rest as a document. */
export async function explainPending(
  deps: KubernetesDeps,
  target: ClusterTarget,
  { tools, signal }: { readonly tools: KubernetesTools; readonly signal: AbortSignal },
): Promise<Result<void>> {
  const situation = await withProgress(t('Looking why {0} does not run', target.ref.name), (_report, abort) =>
    readSituation(target, AbortSignal.any([signal, abort])),
  );
  if (!situation.ok) return situation;
  const diagnosis = whyPending(situation.value);
  const text = diagnosisText(fullName(target), target.ref.resource.kind, diagnosis);
  const more = {
    title: t('Show everything'),
    run: () => deps.documents.show(t('Why {0}.txt', target.ref.name), text),
  };
  const { fix } = diagnosis;
  const offer = fix && (await fixOffer(deps, tools, { target, situation: situation.value, fix }));
  const actions = offer ? [offer, more] : [more];
  const { cause, place, nextStep } = diagnosis;
  const sentence = [cause, place, nextStep].filter((part) => part !== undefined).join(' ');
  if (diagnosis.isWaiting) deps.notify.info(sentence, ...actions);
  else deps.notify.warning(sentence, ...actions);
  return ok(undefined);
}

/** Workloads that stand between what the user sees and its pods. */
const OWNERS = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;

async function readSituation({ cluster, ref }: ClusterTarget, signal: AbortSignal): Promise<Result<Situation>> {
  const namespace = ref.namespace ?? '';
  const { reader } = cluster;
  const [pods, ownPods, events, nodes, quotas, claims, ...owners] = await Promise.all([
    listOnce(reader, 'pods', undefined, signal),
    listOnce(reader, 'pods', namespace, signal),
    listOnce(reader, 'events', namespace, signal),
    listOnce(reader, 'nodes', undefined, signal),
    listOnce(reader, 'quotas', namespace, signal),
    listOnce(reader, 'claims', namespace, signal),
    ...OWNERS.map((kind) => listOnce(reader, kind, namespace, signal)),
  ]);
  if (!ownPods.ok) return ownPods;
  const workloads = owners.flatMap((owner) => (owner.ok ? owner.value : []));
  const chosen = isCustomKind(ref.resource)
    ? await customChosen({ cluster, ref }, { pods: ownPods.value, workloads }, signal)
    : chosenOf(ref, ownPods.value, workloads);
  if (!chosen) {
    return fail({ code: 'not-found', message: t('{0} {1} is not there any more.', ref.resource.kind, ref.name) });
  }
  const devices = await readDevices(reader, chosen.pod, signal);
  const situation: Situation = {
    ...chosen,
    ...devices,
    now: new Date(),
    ...(pods.ok ? { pods: pods.value } : {}),
    ...(events.ok ? { events: events.value } : {}),
    ...(nodes.ok ? { nodes: nodes.value } : {}),
    ...(quotas.ok ? { quotas: quotas.value } : {}),
    ...(claims.ok ? { claims: claims.value } : {}),
  };
  const question = queueQuestion(situation);
  if (!question) return ok(situation);
  const queue = await reader.queued(question, signal);
  return signal.aborted ? fail(CANCELLED) : ok({ ...situation, queue });
}

/** Only where the pod claims any: few clusters have drivers for them. */
async function readDevices(
  reader: ClusterTarget['cluster']['reader'],
  pod: Pod | undefined,
  signal: AbortSignal,
): Promise<Pick<Situation, 'deviceClaims' | 'deviceSlices'>> {
  if (pod?.deviceClaims === undefined) return {};
  const [claims, own, slices] = await Promise.all([
    listOnce(reader, 'deviceClaims', undefined, signal),
    listOnce(reader, 'deviceClaims', pod.meta.namespace, signal),
    listOnce(reader, 'deviceSlices', undefined, signal),
  ]);
  const known = claims.ok ? claims : own;
  return {
    ...(known.ok ? { deviceClaims: known.value } : {}),
    // With the claims of one namespace nobody knows what is free.
    ...(slices.ok && claims.ok ? { deviceSlices: slices.value } : {}),
  };
}

type Chosen = Pick<Situation, 'pod' | 'workloads'>;

function chosenOf(ref: ClusterTarget['ref'], pods: readonly Pod[], all: readonly Workload[]): Chosen | undefined {
  if (ref.resource.kind === 'Pod') {
    const pod = pods.find(({ meta }) => meta.name === ref.name);
    return pod && { pod, workloads: ownersOf(pod.meta.owner?.uid, all) };
  }
  const workload = all.find(({ resource, meta }) => resource.kind === ref.resource.kind && meta.name === ref.name);
  if (!workload) return undefined;
  const pod = worstPod(podsOf(workload, pods, all));
  const below = all.filter(({ meta }) => meta.owner?.uid === workload.meta.uid);
  const workloads = [workload, ...below];
  return pod ? { pod, workloads } : { workloads };
}

/** Of a kind of an operator: what the cluster says that it owns, directly or through others of its kind. */
async function customChosen(
  { cluster, ref }: ClusterTarget,
  { pods, workloads }: { readonly pods: readonly Pod[]; readonly workloads: readonly Workload[] },
  signal: AbortSignal,
): Promise<Chosen | undefined> {
  const namespace = ref.namespace ?? '';
  const all = await knownOnce(cluster.reader.watchCustom(ref.resource, namespace), signal);
  const top = all.ok ? [...all.value.values()].find(({ meta }) => meta.name === ref.name) : undefined;
  if (!top) return undefined;
  const owned = await cluster.reader.owned(top.meta.uid, namespace, signal);
  const uids = new Set(owned.ok ? owned.value.map(({ meta }) => meta.uid) : []);
  const below = workloads.filter(({ meta }) => uids.has(meta.uid));
  const pod = worstPod(pods.filter(({ meta }) => uids.has(meta.uid)));
  return pod ? { pod, workloads: [...below, top] } : { workloads: [top, ...below] };
}

/** From the nearest owner up. */
function ownersOf(uid: string | undefined, all: readonly Workload[]): readonly Workload[] {
  const owner = all.find(({ meta }) => meta.uid === uid);
  return owner ? [owner, ...ownersOf(owner.meta.owner?.uid, all)] : [];
}
