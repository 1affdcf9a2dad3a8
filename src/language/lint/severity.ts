/** How bad a finding is. error: the cluster rejects it or the pod cannot start; warning: likely failure, waste or exposure. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Sets of severities that a user chooses by name. `recommended` is each rule's own severity. */
export type Profile =
  | 'recommended'
  | 'strict'
  | 'pss-baseline'
  | 'pss-restricted'
  | 'ml-training'
  | 'ml-serving'
  | 'ci';
