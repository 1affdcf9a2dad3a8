/** From the worst to the mildest. */
export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

/** How bad a finding is. error: the cluster rejects it or the pod cannot start; warning: likely failure, waste or exposure. */
export type Severity = (typeof SEVERITIES)[number];

/** A severity and those that are worse; none for `never`. */
export function severitiesFrom(mildest: Severity | 'never'): readonly Severity[] {
  return mildest === 'never' ? [] : SEVERITIES.slice(0, SEVERITIES.indexOf(mildest) + 1);
}

export const PROFILES = [
  'recommended',
  'strict',
  'schema',
  'pss-baseline',
  'pss-restricted',
  'ml-training',
  'ml-serving',
  'ci',
] as const;

/** Sets of severities that a user chooses by name. `recommended` is each rule's own severity. */
export type Profile = (typeof PROFILES)[number];
