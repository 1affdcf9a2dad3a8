/** From the worst to the mildest. */
export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

/** How bad a finding is. error: the cluster rejects it or the pod cannot start; warning: likely failure, waste or exposure. */
export type Severity = (typeof SEVERITIES)[number];

export const PROFILES = [
  'recommended',
  'strict',
  'pss-baseline',
  'pss-restricted',
  'ml-training',
  'ml-serving',
  'ci',
] as const;

/** Sets of severities that a user chooses by name. `recommended` is each rule's own severity. */
export type Profile = (typeof PROFILES)[number];
