import type { Finding } from './finding.ts';
import { FindingSink, severitiesOf } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { RuleInfo } from './rule.ts';
import { settleFindings } from './settleFindings.ts';
import type { Severity } from './severity.ts';

/** The rules of one linter under one configuration. */
export class ActiveRules {
  /** Of those that are on. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly #infos: ReadonlyMap<string, RuleInfo>;

  /** @param all Those without a check of their own too. */
  constructor(all: readonly RuleInfo[], config: LintConfig) {
    this.severities = severitiesOf(all, config);
    this.#infos = new Map(all.map((info) => [info.id, info]));
  }

  isOn({ id }: RuleInfo): boolean {
    return this.severities.has(id);
  }

  /** What a check finds: each defect once, in the order of the text. */
  findings(check: (sink: FindingSink) => void): readonly Finding[] {
    const sink = new FindingSink(this.severities);
    check(sink);
    return settleFindings(sink.findings, this.#infos);
  }
}
