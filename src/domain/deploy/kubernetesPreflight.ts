import { debugText } from './debugText.ts';
import type { Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { Claim, Node, Pod, Quota } from '../cluster/clusterObject.ts';
import type { Manifest } from '../cluster/ports.ts';
import type { KubernetesChoices } from './kubernetesChoices.ts';
import { checkImage } from './kubernetesPreflightImage.ts';
import { checkClaims, checkSecrets, checkWrittenPaths } from './kubernetesPreflightPlaces.ts';
import { checkPods } from './kubernetesPreflightPods.ts';
import { checkGpus, checkQuota, checkSurge } from './kubernetesPreflightRoom.ts';
import type { RegistryAnswer } from '../images/registryImage.ts';
import type { WorkloadSpec } from './spec.ts';
import { checkPodTracking } from './trackingInPod.ts';

/** One thing that was looked at before anything is created in a cluster. */
export interface KubernetesCheck {
  /** Stable; with the object where there are several of a kind: `claim:data`. */
  readonly id: string;
  readonly title: string;
  /** `fail`: the server will refuse it or its pods will not start · `unknown`: it could not be found out, which is never shown as good. */
  readonly state: 'pass' | 'warning' | 'fail' | 'unknown';
  readonly message: string;
  /** What helps, in words. */
  readonly fix?: string;
}

/** What was found out of the cluster; a failure, or absence, makes a check `unknown`. */
export interface KubernetesPreflightFacts {
  readonly namespace: string;
  /** Absent: namespaces cannot be listed. */
  readonly namespaces?: readonly string[];
  /** Answers of the cluster, by kind of the manifests. */
  readonly mayCreate: ReadonlyMap<string, Result<boolean>>;
  readonly quotas?: readonly Quota[];
  readonly nodes?: readonly Node[];
  /** Of all namespaces. */
  readonly pods?: readonly Pod[];
  /** Claims of the namespace. */
  readonly claims?: readonly Claim[];
  /** Zones that the volume of a claim is bound to, by claim; a claim without one is absent. */
  readonly claimZones?: ReadonlyMap<string, readonly string[]>;
  /** Names of the namespace's Secrets, and their keys where these may be read. */
  readonly secrets?: ReadonlyMap<string, readonly string[] | undefined>;
  readonly image: {
    readonly reference: string;
    /** What its registry said; absent: it was not asked. */
    readonly answer?: Result<RegistryAnswer>;
    /** Why it was not asked, in words. */
    readonly whyNotAsked?: string;
  };
  /** Answer of the server's dry run, by `kind/name`; of the manifests and, where they were asked about, of `podsToTry`. */
  readonly dryRun: ReadonlyMap<string, Result<unknown>>;
}

/**
 * Names what will fail before it does. Takes the objects as `toKubernetes` returned them: when there are none, its failure is one of the checks,
 * and what can be checked without them is checked all the same. Failures first, then warnings, what is not known, and what is well.
 */
export function kubernetesPreflight(
  workload: WorkloadSpec,
  plan: Result<readonly Manifest[]>,
  given: { readonly choices: KubernetesChoices; readonly facts: KubernetesPreflightFacts },
): readonly KubernetesCheck[] {
  const { choices, facts } = given;
  const checks: KubernetesCheck[] = [
    ...checkNamespace(facts),
    ...checkClaims(workload, choices, facts),
    ...checkSecrets(workload, choices, facts),
    ...checkWrittenPaths(workload, choices),
    ...checkGpus(workload, choices, facts),
    ...checkImage(facts),
    ...checkNetwork(workload),
    ...checkPodTracking(workload),
    ...checkAutoscaler(choices),
    ...checkDebug(workload, choices),
  ];
  if (plan.ok) {
    checks.push(
      ...plan.value.flatMap((manifest) => checkRights(manifest, facts)),
      ...checkQuota(plan.value, facts),
      ...checkSurge(workload, choices, facts),
      ...plan.value.flatMap((manifest) => checkDryRun(manifest, facts)),
      ...checkPods(plan.value, facts),
    );
  } else if (!checks.some(({ state, message }) => state === 'fail' && message === plan.failure.message)) {
    const { message, nextStep } = plan.failure;
    checks.push({ id: 'plan', title: t('Request'), state: 'fail', message, ...(nextStep ? { fix: nextStep } : {}) });
  }
  const order = { fail: 0, warning: 1, unknown: 2, pass: 3 };
  return checks.toSorted((a, b) => order[a.state] - order[b.state]);
}

/** Submitting stays possible unless the server would refuse. */
export function wouldBeRefused(checks: readonly KubernetesCheck[]): boolean {
  return checks.some(({ id, state }) => state === 'fail' && /^(plan|namespace|rights|dryRun)\b/.test(id));
}

function checkNamespace({ namespace, namespaces }: KubernetesPreflightFacts): KubernetesCheck[] {
  const title = t('Namespace');
  if (!namespaces) {
    const message = t('Namespaces cannot be listed, so it is not known whether “{0}” is there.', namespace);
    return [{ id: 'namespace', title, state: 'unknown', message }];
  }
  if (namespaces.includes(namespace)) {
    return [{ id: 'namespace', title, state: 'pass', message: t('“{0}” is there.', namespace) }];
  }
  const message = t('There is no namespace “{0}”.', namespace);
  return [{ id: 'namespace', title, state: 'fail', message, fix: t('Create it, or choose another one.') }];
}

function checkNetwork({ network }: WorkloadSpec): KubernetesCheck[] {
  if (network === undefined || network === 'host' || network === 'none') return [];
  const message = t('The Docker network “{0}” is left out: pods find each other by the names of Services.', network);
  return [{ id: 'network', title: t('Network'), state: 'warning', message }];
}

function checkAutoscaler({ autoscale, cpus, requests }: KubernetesChoices): KubernetesCheck[] {
  if (!autoscale || (requests?.cpus ?? cpus) !== undefined) return [];
  const message = t('The autoscaler goes by a part of the cores that are asked for, and none are.');
  return [{ id: 'autoscale', title: t('Autoscaler'), state: 'fail', message, fix: t('Set cpu under “resources”.') }];
}

function checkDebug(workload: WorkloadSpec, choices: KubernetesChoices): KubernetesCheck[] {
  if (workload.kind !== 'run' || choices.debug === undefined) return [];
  return [{ id: 'debug', title: t('Debug'), state: 'warning', message: debugText(workload, choices.debug) }];
}

function checkRights({ kind }: Manifest, { mayCreate, namespace }: KubernetesPreflightFacts): KubernetesCheck[] {
  const title = t('Rights');
  const id = `rights:${kind}`;
  const answer = mayCreate.get(kind);
  if (!answer)
    return [{ id, title, state: 'unknown', message: t('Whether you may create a {0} was not asked.', kind) }];
  if (!answer.ok) return [{ id, title, state: 'unknown', message: answer.failure.message }];
  if (answer.value) {
    return [{ id, title, state: 'pass', message: t('You may create a {0} in “{1}”.', kind, namespace) }];
  }
  return [
    {
      id,
      title,
      state: 'fail',
      message: t('You may not create a {0} in “{1}”.', kind, namespace),
      fix: t('Ask for the right to create and patch it, or choose another namespace.'),
    },
  ];
}

function checkDryRun(manifest: Manifest, { dryRun }: KubernetesPreflightFacts): KubernetesCheck[] {
  const name = `${manifest.kind}/${manifest.metadata.name}`;
  const id = `dryRun:${name}`;
  const title = t('Server check');
  const answer = dryRun.get(name);
  if (!answer) return [{ id, title, state: 'unknown', message: t('The server was not asked about {0}.', name) }];
  if (answer.ok) return [{ id, title, state: 'pass', message: t('The server takes {0}.', name) }];
  const { code, message, nextStep } = answer.failure;
  const isRefusal = code === 'invalid' || code === 'rejected' || code === 'forbidden' || code === 'conflict';
  return [{ id, title, state: isRefusal ? 'fail' : 'unknown', message, ...(nextStep ? { fix: nextStep } : {}) }];
}
