import type { RuleInfo } from '../../lint/rule.ts';

/** A level of the Pod Security Standards; restricted includes baseline. */
export type PodSecurityLevel = 'baseline' | 'restricted';

/** Profiles in which a rule of a level is an error. */
export function profilesOf(level: PodSecurityLevel | undefined): Pick<RuleInfo, 'profiles'> {
  if (level === undefined) return {};
  return {
    profiles:
      level === 'baseline' ? { 'pss-baseline': 'error', 'pss-restricted': 'error' } : { 'pss-restricted': 'error' },
  };
}
