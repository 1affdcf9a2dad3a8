import { t } from '../base/text.ts';
import type { Claim, Node } from '../cluster/clusterObject.ts';
import type { KubernetesChoices } from './kubernetesChoices.ts';
import type { KubernetesCheck, KubernetesPreflightFacts } from './kubernetesPreflight.ts';
import type { WorkloadSpec } from './spec.ts';
import { secretPlace } from './toKubernetes/podEnvironment.ts';
import { pathsThatAreWritten } from './toKubernetes/podVolumes.ts';

const ZONE_LABEL = 'topology.kubernetes.io/zone';

export function checkClaims(
  workload: WorkloadSpec,
  choices: KubernetesChoices,
  facts: KubernetesPreflightFacts,
): KubernetesCheck[] {
  const names = new Map<string, boolean>();
  for (const mount of workload.mounts) {
    const claim = mount.kind === 'pvc' ? mount.claim : claimAt(mount.path, choices);
    if (claim !== undefined) names.set(claim, (names.get(claim) ?? true) && mount.isReadOnly);
  }
  for (const path of pathsThatAreWritten(workload)) {
    const claim = claimAt(path, choices);
    if (claim !== undefined) names.set(claim, false);
  }
  const pods = podsOf(workload, choices);
  return Array.from(names, ([name, isReadOnly]) => checkClaim(name, { isReadOnly, pods, facts }));
}

function claimAt(path: string, { places }: KubernetesChoices): string | undefined {
  const place = places?.get(path);
  return place?.kind === 'claim' ? place.claim : undefined;
}

function podsOf(workload: WorkloadSpec, { replicas, autoscale }: KubernetesChoices): number {
  return workload.kind === 'run' ? workload.nodes : (autoscale?.most ?? replicas ?? workload.replicas);
}

function checkClaim(
  name: string,
  {
    isReadOnly,
    pods,
    facts,
  }: { readonly isReadOnly: boolean; readonly pods: number; readonly facts: KubernetesPreflightFacts },
): KubernetesCheck {
  const head = { id: `claim:${name}`, title: t('Claim') };
  if (!facts.claims) {
    return { ...head, state: 'unknown', message: t('Claims cannot be listed, so “{0}” could not be looked at.', name) };
  }
  const claim = facts.claims.find(({ meta }) => meta.name === name);
  if (!claim) {
    const names = facts.claims.map(({ meta }) => meta.name).join(', ') || t('none');
    const message = t('There is no claim “{0}” in “{1}”.', name, facts.namespace);
    return { ...head, state: 'fail', message, fix: t('Create it, or choose one of: {0}.', names) };
  }
  if (claim.phase === 'Lost') {
    const message = t('The volume of claim “{0}” is gone.', name);
    return { ...head, state: 'fail', message, fix: t('Create a new claim, and bring the data back.') };
  }
  const mode = accessProblem(claim, { isReadOnly, pods });
  if (mode) return { ...head, ...mode };
  if (claim.phase !== 'Bound') {
    const message = t('Claim “{0}” has no volume yet; it may get one when the first pod uses it.', name);
    return { ...head, state: 'warning', message, fix: t('If it stays so, look at its storage class.') };
  }
  return zoneProblem(name, head, facts) ?? { ...head, state: 'pass', message: t('“{0}” is bound.', name) };
}

function accessProblem(
  { accessModes, meta }: Claim,
  { isReadOnly, pods }: { readonly isReadOnly: boolean; readonly pods: number },
): Pick<KubernetesCheck, 'state' | 'message' | 'fix'> | undefined {
  if (pods <= 1 || accessModes.includes('ReadWriteMany')) return undefined;
  if (isReadOnly && accessModes.includes('ReadOnlyMany')) return undefined;
  const isOnePod = accessModes.length === 1 && accessModes[0] === 'ReadWriteOncePod';
  return {
    state: isOnePod ? 'fail' : 'warning',
    message: t(
      'Claim “{0}” can be used by one node at a time ({1}), and {2} pods want it.',
      meta.name,
      accessModes.join(', '),
      pods,
    ),
    fix: t('Use a claim with ReadWriteMany, or mount it read-only from one with ReadOnlyMany.'),
  };
}

function zoneProblem(
  name: string,
  head: Pick<KubernetesCheck, 'id' | 'title'>,
  { nodes, claimZones }: KubernetesPreflightFacts,
): KubernetesCheck | undefined {
  const zones = claimZones?.get(name);
  if (!zones || zones.length === 0 || !nodes) return undefined;
  const isThere = ({ meta, isSchedulable }: Node) => isSchedulable && zones.includes(meta.labels.get(ZONE_LABEL) ?? '');
  if (nodes.some(isThere)) return undefined;
  const message = t('The volume of claim “{0}” is in zone {1}, where no node takes pods.', name, zones.join(', '));
  return { ...head, state: 'fail', message, fix: t('Use a claim in a zone with nodes.') };
}

export function checkSecrets(
  { secrets }: WorkloadSpec,
  choices: KubernetesChoices,
  facts: KubernetesPreflightFacts,
): KubernetesCheck[] {
  const wanted = secrets.flatMap((secret) => secretPlace(secret, choices) ?? []);
  const pull = (choices.pullSecrets ?? []).map((secret) => ({ secret, key: undefined }));
  return [...wanted, ...pull].map(({ secret, key }) => {
    const head = { id: `secret:${secret}${key === undefined ? '' : `/${key}`}`, title: t('Secret') };
    if (!facts.secrets) {
      return {
        ...head,
        state: 'unknown',
        message: t('Secrets cannot be listed, so “{0}” could not be looked at.', secret),
      };
    }
    if (!facts.secrets.has(secret)) {
      const message = t('There is no Secret “{0}” in “{1}”.', secret, facts.namespace);
      return { ...head, state: 'fail', message, fix: t('Create it there; its pods cannot start without it.') };
    }
    const keys = facts.secrets.get(secret);
    if (key !== undefined && keys && !keys.includes(key)) {
      const message = t('Secret “{0}” has no key “{1}”.', secret, key);
      return { ...head, state: 'fail', message, fix: t('It has: {0}.', keys.join(', ') || t('none')) };
    }
    return { ...head, state: 'pass', message: t('Secret “{0}” is there.', secret) };
  });
}

/** What is written to the pod's own folder is gone with the pod, and cannot be read once the program has ended. */
export function checkWrittenPaths(workload: WorkloadSpec, choices: KubernetesChoices): KubernetesCheck[] {
  if (workload.kind !== 'run') return [];
  return pathsThatAreWritten(workload).flatMap((path) => {
    if (claimAt(path, choices) !== undefined) return [];
    const isCheckpoint = path === workload.checkpoint;
    const message =
      isCheckpoint && workload.retries > 0
        ? t('Checkpoints in {0} go with the pod, so a retry begins from the start.', path)
        : t('What is written to {0} goes with the pod: it can be brought here while that runs, not afterwards.', path);
    const fix = t('Choose a claim for {0}.', path);
    return [{ id: `written:${path}`, title: t('Outputs'), state: 'warning', message, fix } as const];
  });
}
