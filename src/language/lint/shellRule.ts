import type { Span } from '../../domain/deploy/specNode.ts';
import type { ShellScript } from '../shell/shellScript.ts';
import type { Fix } from './finding.ts';
import type { Report, RuleInfo } from './rule.ts';

/** What is known of the place where a shell reads a text. */
export interface ShellSetting {
  /** `dash` and `ash` know POSIX and some more; undefined when it is not known which shell it is. */
  readonly shell: 'bash' | 'dash' | 'ash' | undefined;
  /** The shell is started with `-e`. */
  readonly stopsAtFailure: boolean;
  /** The shell is started with `-o pipefail`. */
  readonly failsInPipes: boolean;
  /** Processes and variables end with the script. */
  readonly isBuildStep: boolean;
  /** The value of a variable from outside, where it is known. */
  valueOf(name: string): string | undefined;
  /** Why a variable from outside is certainly not set. */
  whyUnset(name: string): { readonly message: string; fixes(name: Span): readonly Fix[] } | undefined;
}

/** A check of shell text, wherever it stands: RUN, steps of a workflow, `sh -c`. */
export interface ShellRule extends RuleInfo {
  check(script: ShellScript, report: Report, setting: ShellSetting): void;
}
