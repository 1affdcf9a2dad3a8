import { type Check, isArrayOf, isBoolean, isOptional, isShape, isString } from './checks.ts';

/** What the settings of the editor say of checks; sent at the start and with every change. Values are as the user wrote them. */
export interface LintChoices {
  readonly isEnabled: boolean;
  readonly profiles: readonly string[];
  /** Pairs of a rule's id and a severity or `off`. */
  readonly rules: readonly (readonly string[])[];
  /** `1.34`, or `cluster`; empty: the newest that is known. */
  readonly kubernetesVersion: string;
  /** Classes of problems that another extension reports. */
  readonly left?: readonly string[];
  /** Languages of the editor whose files are formatted. */
  readonly formatted?: readonly string[];
}

/** The version of the cluster of the current context. */
export const CLUSTER_VERSION = 'cluster';

export const isLintChoices: Check<LintChoices> = isShape<LintChoices>({
  isEnabled: isBoolean,
  profiles: isArrayOf(isString),
  rules: isArrayOf(isArrayOf(isString)),
  kubernetesVersion: isString,
  left: isOptional(isArrayOf(isString)),
  formatted: isOptional(isArrayOf(isString)),
});

/** Notification to the server. */
export const LINT_CHOICES = 'trainyard/lintChoices';

export const NO_CHOICES: LintChoices = { isEnabled: true, profiles: [], rules: [], kubernetesVersion: '' };
