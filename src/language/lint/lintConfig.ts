import type { RuleInfo } from './rule.ts';
import type { Profile, Severity } from './severity.ts';

/** What a user chose, from settings, a configuration file or arguments. */
export interface LintConfig {
  /** Later ones win. Empty is `recommended`. */
  readonly profiles: readonly Profile[];
  /** Severities of single rules; they win over profiles. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** Minor version of Kubernetes 1.x. */
  readonly kubernetesMinor: number;
  /** Settings of single rules, by id. */
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Whether the ignore marks of other linters count. */
  readonly honoursForeignMarks: boolean;
  /** Rules that no comment and no annotation switches off. */
  readonly forbiddenSuppressions: ReadonlySet<string>;
  /** Whether a suppression needs a reason; undefined: only in the profiles that ask for one. */
  readonly requiresReason?: boolean;
}

/** The oldest version whose schemas are bundled. */
export const OLDEST_KUBERNETES_MINOR = 28;
/** The newest version whose schemas are bundled. */
export const NEWEST_KUBERNETES_MINOR = 36;

export const DEFAULT_LINT_CONFIG: LintConfig = {
  profiles: [],
  rules: new Map(),
  kubernetesMinor: NEWEST_KUBERNETES_MINOR,
  options: new Map(),
  honoursForeignMarks: true,
  forbiddenSuppressions: new Set(),
};

/** The severity of a rule under a configuration. */
export function severityOf(rule: RuleInfo, config: LintConfig): Severity | 'off' {
  const own = config.rules.get(rule.id);
  if (own !== undefined) return own;
  let severity: Severity | 'off' = rule.isOff === true ? 'off' : rule.severity;
  for (const profile of config.profiles) {
    const chosen = rule.profiles?.[profile];
    if (chosen !== undefined) severity = chosen;
    else if (profile === 'strict' && severity === 'off') severity = rule.severity;
    else if (profile === 'schema') severity = 'off';
  }
  return severity;
}
