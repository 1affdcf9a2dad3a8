import { t } from '../base/text.ts';
import type { Claim, ClusterEvent, Pod } from '../cluster/clusterObject.ts';
import { shortLine } from '../cluster/objectHealth.ts';
import { type Cause, eventsAbout, type Situation } from './diagnosis.ts';
import type { SchedulerVerdict } from './schedulerMessage.ts';

/** Why the claims of a pod keep it from a node. Undefined: they do not, as far as it can be told. */
export function claimCause(pod: Pod, situation: Situation, verdict: SchedulerVerdict | undefined): Cause | undefined {
  if (pod.claims.length === 0) return undefined;
  const missing = missingClaim(pod, situation, verdict);
  if (missing !== undefined) return missingCause(missing, situation);
  const claims = claimsOf(pod, situation);
  for (const claim of claims) {
    const cause = unboundCause(claim, eventsAbout(situation, claim.meta.uid));
    if (cause) return cause;
  }
  return verdictCause(pod, claims, verdict);
}

function claimsOf({ claims, meta }: Pod, situation: Situation): readonly Claim[] {
  return (situation.claims ?? []).filter(
    (each) => each.meta.namespace === meta.namespace && claims.includes(each.meta.name),
  );
}

/** The scheduler says it even where claims may not be read. */
function missingClaim(pod: Pod, situation: Situation, verdict: SchedulerVerdict | undefined): string | undefined {
  const said = verdict?.reasons.find(({ kind }) => kind === 'claimMissing')?.name;
  if (said !== undefined && !situation.claims) return said;
  if (!situation.claims) return undefined;
  const known = new Set(claimsOf(pod, situation).map(({ meta }) => meta.name));
  return pod.claims.find((name) => !known.has(name));
}

function missingCause(name: string, { claims = [], pod }: Situation): Cause {
  const there = claims.filter(({ meta }) => meta.namespace === pod?.meta.namespace).map(({ meta }) => meta.name);
  return {
    id: 'claim-missing',
    cause: t('It mounts the claim {0}, which is not in the namespace.', name),
    nextStep:
      there.length === 0
        ? t('Create the claim, or correct its name.')
        : t('Create the claim, or use one that is there: {0}.', there.slice(0, 10).join(', ')),
    isWaiting: false,
  };
}

function unboundCause({ meta, phase, storageClass }: Claim, events: readonly ClusterEvent[]): Cause | undefined {
  const { name } = meta;
  if (phase === 'Lost') {
    return {
      id: 'claim-lost',
      cause: t('The volume behind the claim {0} is gone.', name),
      nextStep: t('The data is lost unless the volume can be brought back; make a new claim.'),
      isWaiting: false,
    };
  }
  if (phase !== 'Pending') return undefined;
  const failure = events.find(({ reason }) => reason === 'ProvisioningFailed' || reason === 'FailedBinding');
  const noClass = failure && /storageclass\.storage\.k8s\.io "([^"]+)" not found/.exec(failure.message);
  if (noClass) {
    return {
      id: 'storage-class-missing',
      cause: t(
        'The claim {0} asks for the storage class {1}, which the cluster does not have.',
        name,
        noClass[1] ?? '',
      ),
      nextStep: t('Make the claim anew with a storage class that is there; the class of a claim cannot be changed.'),
      isWaiting: false,
    };
  }
  if (failure) {
    return {
      id: 'claim-unbound',
      cause: t('The claim {0} is not bound to a volume: {1}', name, shortLine(failure.message)),
      nextStep: t('Give the claim a storage class that makes volumes, or have a volume made for it.'),
      isWaiting: true,
    };
  }
  const provisioner = events.find(({ reason }) => reason === 'ExternalProvisioning' || reason === 'Provisioning');
  if (provisioner) {
    const by = /provisioner '([^']+)'/.exec(provisioner.message)?.[1] ?? storageClass ?? '';
    return {
      id: 'claim-provisioning',
      cause: t('The claim {0} is not bound: {1} has not made its volume yet.', name, by),
      nextStep: t('If it stays so, check that the storage provisioner {0} runs.', by),
      isWaiting: true,
    };
  }
  // A class that waits for the first pod binds when the pod has a node: that is not what keeps it.
  if (events.some(({ reason }) => reason === 'WaitForFirstConsumer')) return undefined;
  return {
    id: 'claim-unbound',
    cause: t('The claim {0} is not bound to a volume yet.', name),
    nextStep: t('Look at the claim: it needs a storage class that makes volumes, or a volume that fits.'),
    isWaiting: true,
  };
}

/** What only the scheduler can tell: zones, and volumes in use. */
function verdictCause(pod: Pod, claims: readonly Claim[], verdict: SchedulerVerdict | undefined): Cause | undefined {
  const names = (claims.length > 0 ? claims.map(({ meta }) => meta.name) : pod.claims).join(', ');
  const has = (kind: string) => verdict?.reasons.some((each) => each.kind === kind) === true;
  if (has('volumeZone')) {
    return {
      id: 'claim-zone',
      cause: t('The volume of the claim {0} can only be used in a zone or on a node where the pod cannot run.', names),
      nextStep: t(
        'Run the pod where the volume is, or use a claim whose volume is made where the pod runs (WaitForFirstConsumer).',
      ),
      isWaiting: false,
    };
  }
  if (has('volumeInUse')) {
    return {
      id: 'claim-in-use',
      cause: t(
        'The volume of the claim {0} is in use by another pod, and only one may have it (ReadWriteOncePod).',
        names,
      ),
      nextStep: t('Wait until the other pod ends, or use a claim that several may mount.'),
      isWaiting: true,
    };
  }
  if (has('volumeBinding')) {
    return {
      id: 'claim-unbound',
      cause: t('No volume fits the claim {0}.', names),
      nextStep: t('Have a volume made that fits its size, access mode and class, or use another storage class.'),
      isWaiting: true,
    };
  }
  if (!has('claimUnbound')) return undefined;
  return {
    id: 'claim-unbound',
    cause: t('A claim of it is not bound to a volume yet: {0}.', names),
    nextStep: t('Look at the claim: it needs a storage class that makes volumes, or a volume that fits.'),
    isWaiting: true,
  };
}
