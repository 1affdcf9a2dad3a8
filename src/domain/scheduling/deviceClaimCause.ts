import { t } from '../base/text.ts';
import type { DeviceClaim, Pod } from '../cluster/clusterObject.ts';
import { deviceGpus } from '../cluster/deviceGpus.ts';
import { gpuFreeText, gpuTotals } from '../cluster/gpuInventory.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { type Cause, eventsAbout, type Finding, type Situation } from './diagnosis.ts';
import type { SchedulerVerdict } from './schedulerMessage.ts';

/** Why its claims for devices (DRA) keep a pod from a node. Undefined: they do not, as far as it can be told. */
export function deviceClaimCause(
  pod: Pod,
  situation: Situation,
  verdict: SchedulerVerdict | undefined,
): Cause | undefined {
  const missing = missingClaim(pod, situation);
  if (missing !== undefined) return missingCause(missing, situation);
  const said = (kind: string) => verdict?.reasons.find((each) => each.kind === kind);
  const noClass = said('deviceClass');
  if (noClass) return classCause(noClass.name ?? '');
  return said('deviceClaim') ? notFree(pod, situation) : undefined;
}

/** The scheduler does not look at such a pod and says nothing: neither a condition nor an event tells of it. */
function missingClaim({ deviceClaims = [], meta }: Pod, situation: Situation): string | undefined {
  if (!situation.deviceClaims) return undefined;
  const there = new Set(
    situation.deviceClaims.filter((each) => each.meta.namespace === meta.namespace).map((each) => each.meta.name),
  );
  return deviceClaims.find((name) => !there.has(name));
}

function missingCause(name: string, { deviceClaims = [], pod }: Situation): Cause {
  const there = deviceClaims.filter(({ meta }) => meta.namespace === pod?.meta.namespace).map(({ meta }) => meta.name);
  return {
    id: 'device-claim-missing',
    cause: t('It needs the device claim {0}, which is not in the namespace.', name),
    nextStep:
      there.length === 0
        ? t('Create the ResourceClaim, or correct its name.')
        : t('Create the ResourceClaim, or use one that is there: {0}.', there.slice(0, 10).join(', ')),
    isWaiting: false,
  };
}

function classCause(name: string): Cause {
  return {
    id: 'device-class-missing',
    cause: t('Its device claim asks for the class {0}, which the cluster does not have.', name),
    nextStep: t('Install the driver that brings the class, or correct deviceClassName in the claim.'),
    isWaiting: false,
  };
}

function notFree(pod: Pod, situation: Situation): Cause {
  const claims = (situation.deviceClaims ?? []).filter(
    ({ meta, isAllocated }) =>
      !isAllocated && meta.namespace === pod.meta.namespace && pod.deviceClaims?.includes(meta.name) === true,
  );
  const asked = claims.flatMap(({ asks }) => asks).map(({ deviceClass, count }) => `${count} × ${deviceClass}`);
  return {
    id: 'device-claim',
    cause:
      asked.length === 0
        ? t('No node has the devices free that its claims ask for.')
        : t('No node has the devices free that it claims: {0} ({1}).', asked.join(', '), namesOf(claims)),
    nextStep: t('Wait until pods that hold such devices end, or claim fewer of them or another class.'),
    isWaiting: true,
    others: figures(situation),
  };
}

const namesOf = (claims: readonly DeviceClaim[]): string => claims.map(({ meta }) => meta.name).join(', ');

function figures({ deviceSlices, deviceClaims, nodes }: Situation): readonly Finding[] {
  const totals = gpuTotals(deviceGpus(deviceSlices ?? [], deviceClaims, nodes ?? []));
  return totals.map((total) => ({ id: `devices-${total.resource.name}`, text: gpuFreeText(total) }));
}

/** The node has taken the pod, and its driver does not hand the devices over. */
export function devicePreparationCause(pod: Pod, situation: Situation): Cause | undefined {
  if ((pod.deviceClaims ?? []).length === 0 || pod.phase !== 'Pending') return undefined;
  const event = eventsAbout(situation, pod.meta.uid).find(({ reason }) => reason === 'FailedPrepareDynamicResources');
  if (!event) return undefined;
  const words = event.message.replace(/^Failed to prepare dynamic resources: (?:prepare dynamic resources: )?/, '');
  return {
    id: 'device-preparation',
    cause: t('Its node {0} cannot hand over the devices that it claims: {1}', pod.node ?? '', shortLine(words)),
    nextStep: t('Look whether the pods of the DRA driver run on that node.'),
    isWaiting: true,
  };
}
