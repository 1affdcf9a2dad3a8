import type { LintContext } from '../../lint/lintContext.ts';
import type { RuleInfo } from '../../lint/rule.ts';
import type { Pod } from '../../manifest/pod.ts';

/** A level of the Pod Security Standards; restricted includes baseline. */
export type PodSecurityLevel = 'baseline' | 'restricted';

/** The first version whose admission lets pods with a user namespace run as root. Source: k8s.io/pod-security-admission, check_runAsNonRoot.go. */
const RELAXED_SINCE = 35;

/** Whether admission looks away because root of the pod is nobody on its node. */
export function isRelaxed(pod: Pod, context: LintContext): boolean {
  return context.kubernetesMinor >= RELAXED_SINCE && pod.hasUserNamespace;
}

/** Profiles in which a rule of a level is an error. */
export function profilesOf(level: PodSecurityLevel | undefined): Pick<RuleInfo, 'profiles'> {
  if (level === undefined) return {};
  return {
    profiles:
      level === 'baseline' ? { 'pss-baseline': 'error', 'pss-restricted': 'error' } : { 'pss-restricted': 'error' },
  };
}
