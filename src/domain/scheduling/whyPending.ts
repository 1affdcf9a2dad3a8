import { t } from '../base/text.ts';
import type { ClusterEvent, Pod } from '../cluster/clusterObject.ts';
import { conditionOf, isTrue, isWell, shortLine } from '../cluster/objectHealth.ts';
import { podsOf } from '../cluster/ownedPods.ts';
import { podHealth } from '../cluster/podHealth.ts';
import { claimCause } from './claimCause.ts';
import { containerCause } from './containerCause.ts';
import { creationCause } from './creationCause.ts';
import { deviceClaimCause, devicePreparationCause } from './deviceClaimCause.ts';
import { type Cause, type Diagnosis, eventsAbout, type Finding, type Situation } from './diagnosis.ts';
import { disruptedCause, endedPodCause } from './endedPodCause.ts';
import { placementCause } from './placementCause.ts';
import { queueCause } from './queueCause.ts';
import { mainReason, parseSchedulerMessage, reasonText, type SchedulerVerdict } from './schedulerMessage.ts';

/**
 * Why something does not run, or does not run well: one cause, and what was found beside it. It never guesses: without any sign it says what was
 * not looked at yet, and what could not be checked is named. `lastLines`: the end of the log of the container that ended, when known.
 */
export function whyPending(asked: Situation, lastLines: readonly string[] = []): Diagnosis {
  const pod = asked.pod ?? podOf(asked);
  const situation = pod ? { ...asked, pod } : asked;
  const verdict = pod && verdictOf(pod, situation);
  const cause = causeOf(situation, verdict, lastLines);
  return {
    ...cause,
    others: [...(cause.others ?? []), ...besides(situation, cause, verdict)],
    unknown: unknownOf(situation, pod !== undefined && !isPlaced(pod)),
  };
}

/** For a workload one of its pods speaks. */
function podOf({ workloads, pods }: Situation): Pod | undefined {
  const [workload] = workloads;
  return workload && pods && worstPod(podsOf(workload, pods, workloads));
}

/** The pod of a workload that says most about why it does not run: the oldest of those that are not well. */
export function worstPod(pods: readonly Pod[]): Pod | undefined {
  const rank = (pod: Pod) => {
    const { health } = podHealth(pod);
    return health === 'failed' ? 0 : isWell(health) ? 2 : 1;
  };
  return pods.toSorted((a, b) => rank(a) - rank(b) || a.meta.createdAt.getTime() - b.meta.createdAt.getTime())[0];
}

function causeOf(situation: Situation, verdict: SchedulerVerdict | undefined, lastLines: readonly string[]): Cause {
  const { pod } = situation;
  if (!pod) return queueCause(situation) ?? creationCause(situation) ?? noPodYet(situation);
  if (pod.meta.deletedAt) return disruptedCause(pod) ?? terminatingCause(pod);
  if (!isPlaced(pod)) return queueCause(situation) ?? unplacedCause(pod, situation, verdict);
  const own =
    endedPodCause(pod) ??
    lostNode(pod, situation) ??
    devicePreparationCause(pod, situation) ??
    containerCause(pod, situation, lastLines);
  if (own) return own;
  if (isWell(podHealth(pod).health)) return creationCause(situation) ?? nothingWrong(pod);
  return {
    id: 'starting',
    cause: t('It has a node ({0}) and is being started.', pod.node ?? ''),
    nextStep: t('Wait; the events of the pod say what is done at the moment.'),
    isWaiting: true,
  };
}

/** It has a node, or had one. */
function isPlaced(pod: Pod): boolean {
  if (pod.node !== undefined || pod.phase === 'Failed' || pod.phase === 'Succeeded') return true;
  return isTrue(pod.conditions, 'PodScheduled');
}

/** The condition is the newest word of the scheduler; without it the event. */
function verdictOf(pod: Pod, situation: Situation): SchedulerVerdict | undefined {
  const condition = conditionOf(pod.conditions, 'PodScheduled');
  const words = condition?.status === 'False' ? condition.message : undefined;
  const event = eventsAbout(situation, pod.meta.uid).find(({ reason }) => reason === 'FailedScheduling');
  return parseSchedulerMessage(words ?? event?.message ?? '');
}

function unplacedCause(pod: Pod, situation: Situation, verdict: SchedulerVerdict | undefined): Cause {
  const claim = claimCause(pod, situation, verdict) ?? deviceClaimCause(pod, situation, verdict);
  if (claim) return claim;
  if (!verdict && conditionOf(pod.conditions, 'PodScheduled')?.status !== 'False') return notLookedAt(pod, situation);
  const placement = situation.nodes && placementCause(pod, situation.nodes, situation.pods);
  return placement ?? verdictCause(verdict, situation) ?? fitsNow(pod);
}

/** What the scheduler says, where the nodes do not tell. */
function verdictCause(verdict: SchedulerVerdict | undefined, situation: Situation): Cause | undefined {
  if (!verdict) return undefined;
  const open = verdict.reasons.filter(({ kind }) => !isSeen(kind, situation));
  const reason = mainReason({ ...verdict, reasons: open });
  if (!reason) return undefined;
  const words = shortLine(reasonText(reason));
  return {
    id: VERDICT_IDS.get(reason.kind) ?? reason.kind,
    cause:
      reason.nodes === undefined
        ? t('No node takes it: {0}.', words)
        : t('No node takes it: {0} ({1} of {2} nodes).', words, reason.nodes, verdict.nodes),
    nextStep: nextSteps(reason.kind),
    isWaiting: reason.kind === 'insufficient' || reason.kind === 'tooManyPods' || reason.kind === 'unschedulable',
  };
}

/** The nodes themselves tell it, with names and figures. */
function isSeen(kind: string, { nodes, pods }: Situation): boolean {
  if (!nodes) return false;
  return (
    kind === 'taint' ||
    kind === 'unschedulable' ||
    (pods !== undefined && (kind === 'insufficient' || kind === 'tooManyPods'))
  );
}

const VERDICT_IDS: ReadonlyMap<string, string> = new Map([
  ['selector', 'affinity'],
  ['podAffinity', 'pod-affinity'],
  ['tooManyPods', 'insufficient-pods'],
  ['unschedulable', 'cordoned'],
]);

function nextSteps(kind: string): string {
  switch (kind) {
    case 'selector':
      return t('Check nodeSelector and node affinity against the labels of the nodes.');
    case 'podAffinity':
      return t(
        'Check its pod affinity and anti-affinity rules; with one replica a node it needs as many nodes as replicas.',
      );
    case 'spread':
      return t('Check its topology spread constraints: the nodes need the label that they spread over.');
    case 'taint':
      return t('Add a toleration for the taints of the nodes that it is meant for.');
    case 'ports':
      return t('Take hostPort out, or wait until the pod that has the port ends.');
    case 'insufficient':
    case 'tooManyPods':
      return t('Wait until other pods end, or ask for less.');
    default:
      return t('See the events of the pod for the words of the scheduler.');
  }
}

const LATE_MS = 30_000;

function notLookedAt(pod: Pod, { now }: Situation): Cause {
  const isLate = now.getTime() - pod.meta.createdAt.getTime() > LATE_MS;
  return {
    id: 'not-looked-at',
    cause: t('The scheduler has not looked at it yet.'),
    nextStep: isLate
      ? t('Check schedulerName in its specification, and that this scheduler runs.')
      : t('Wait a moment and look again.'),
    isWaiting: true,
  };
}

function fitsNow(pod: Pod): Cause {
  return {
    id: 'fits-now',
    cause: t(
      'As far as can be told a node has room for {0} by now; the scheduler has not looked again yet.',
      pod.meta.name,
    ),
    nextStep: t('Wait a moment and look again.'),
    isWaiting: true,
  };
}

function noPodYet({ workloads: [workload] }: Situation): Cause {
  if (workload?.isPaused) {
    return {
      id: 'paused',
      cause: t('The rollout of {0} is paused, so that no pods are made for its last change.', workload.meta.name),
      nextStep: t('Resume the rollout.'),
      isWaiting: true,
    };
  }
  if (workload?.desired === 0) {
    return {
      id: 'scaled-to-zero',
      cause: t('{0} is scaled to 0.', workload.meta.name),
      nextStep: t('Scale it up.'),
      isWaiting: true,
    };
  }
  return {
    id: 'no-pods-yet',
    cause: t('It has no pods yet, and nothing says why.'),
    nextStep: t('Wait a moment and look again; then look at its events.'),
    isWaiting: true,
  };
}

function terminatingCause({ meta }: Pod): Cause {
  const holds = meta.finalizers.join(', ');
  return {
    id: 'terminating',
    cause: holds === '' ? t('It is being deleted.') : t('It is being deleted, and held by {0}.', holds),
    nextStep:
      holds === ''
        ? t('Wait until it is gone.')
        : t('Whoever set the finalizer has to finish; look whether that program runs.'),
    isWaiting: true,
  };
}

/** The node is silent, or is not there at all. */
function lostNode(pod: Pod, { nodes }: Situation): Cause | undefined {
  if (!nodes || pod.node === undefined || pod.phase === 'Failed' || pod.phase === 'Succeeded') return undefined;
  const node = nodes.find(({ meta }) => meta.name === pod.node);
  const ready = node && conditionOf(node.conditions, 'Ready');
  if (ready?.status === 'True') return undefined;
  return {
    id: 'node-lost',
    cause: node
      ? t('Its node {0} is not ready: {1}', pod.node, shortLine(ready?.message ?? t('its state is not known')))
      : t('Its node {0} is not in the cluster.', pod.node),
    nextStep: t('Look at the node; a controller starts the pod elsewhere after some minutes.'),
    isWaiting: true,
  };
}

function nothingWrong(pod: Pod): Cause {
  return {
    id: 'well',
    cause: t('Nothing is wrong: {0}.', podHealth(pod).text),
    nextStep: t('Nothing has to be done.'),
    isWaiting: true,
  };
}

/** The scheduler's other reasons, what the autoscaler says, and whether others could be pushed aside. */
function besides(situation: Situation, cause: Cause, verdict: SchedulerVerdict | undefined): readonly Finding[] {
  const { pod } = situation;
  if (!pod || isPlaced(pod)) return [];
  const unseen = (verdict?.reasons ?? []).filter(({ kind }) => !isSeen(kind, situation));
  const reasons = unseen.map((reason) => ({
    id: `scheduler-${reason.kind}`,
    text:
      reason.nodes === undefined
        ? reasonText(reason)
        : t('{0} of {1} nodes: {2}', reason.nodes, verdict?.nodes ?? 0, reasonText(reason)),
  }));
  const events = eventsAbout(situation, pod.meta.uid);
  const said = new Set((cause.others ?? []).map(({ text }) => text));
  return [...reasons, ...scalerFindings(events), ...preemptionFindings(verdict, pod)].filter(
    ({ text }) => !said.has(text),
  );
}

/** Events of cluster-autoscaler and karpenter. */
function scalerFindings(events: readonly ClusterEvent[]): readonly Finding[] {
  const event = events.find(({ reason }) => /TriggeredScaleUp|NotTriggerScaleUp|Nominated|FailedScaleUp/.test(reason));
  if (!event) return [];
  const isComing = event.reason === 'TriggeredScaleUp' || event.reason === 'Nominated';
  return [
    {
      id: 'autoscaler',
      text: isComing
        ? t('A new node is on its way: {0}', shortLine(event.message))
        : t('The autoscaler adds no node: {0}', shortLine(event.message)),
    },
  ];
}

function preemptionFindings(verdict: SchedulerVerdict | undefined, pod: Pod): readonly Finding[] {
  if (/terminating pod on the nominated node/.test(verdict?.preemption ?? '')) {
    return [{ id: 'preemption', text: t('Room is being made for it: a pod of lower priority is ending.') }];
  }
  if (!/No preemption victims found/.test(verdict?.preemption ?? '')) return [];
  return [
    {
      id: 'preemption',
      text:
        pod.priorityClass === undefined
          ? t('It has no priority class; no pod of lower priority could make way.')
          : t('No pod of lower priority than {0} could make way.', pod.priorityClass),
    },
  ];
}

/** Checks that could not be made: what is missing is never taken for good. */
function unknownOf(situation: Situation, isUnplaced: boolean): readonly string[] {
  const { pod, nodes, pods, events, quotas } = situation;
  const hasNoPod = pod === undefined;
  return [
    events === undefined ? t('events could not be read') : undefined,
    isUnplaced && nodes === undefined
      ? t('nodes could not be read: labels, taints and free GPUs were not checked')
      : undefined,
    isUnplaced && pods === undefined
      ? t('pods of all namespaces could not be read: what is free on the nodes is not known')
      : undefined,
    ...(isUnplaced ? unknownClaims(situation) : []),
    situation.queue?.isPlaceUnknown ? t('its place in the queue could not be looked at') : undefined,
    situation.queue?.isGroupUnknown ? t('its group of pods in Volcano could not be looked at') : undefined,
    hasNoPod && quotas === undefined ? t('quotas could not be read') : undefined,
  ].filter((text) => text !== undefined);
}

function unknownClaims({ pod, claims, deviceClaims }: Situation): readonly (string | undefined)[] {
  return [
    pod?.deviceClaims && deviceClaims === undefined ? t('device claims could not be read') : undefined,
    claims === undefined && (pod?.claims.length ?? 0) > 0 ? t('claims could not be read') : undefined,
  ];
}
