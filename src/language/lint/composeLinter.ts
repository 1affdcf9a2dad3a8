import { t } from '../../domain/base/text.ts';
import type { ComposeFile } from '../compose/composeFile.ts';
import { yamlProblemText } from '../yaml/yamlProblemText.ts';
import { ActiveRules } from './activeRules.ts';
import type { ComposeRule } from './composeRule.ts';
import type { Finding } from './finding.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { LintContext } from './lintContext.ts';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { RuleInfo } from './rule.ts';
import type { Severity } from './severity.ts';
import { COMPOSE_SYNTAX } from '../rules/compose/composeSyntax.ts';

type RuleOn<Place extends ComposeRule['on']> = Extract<ComposeRule, { readonly on: Place }>;

/** What only kubectl minds. */
const OF_KUBECTL: ReadonlySet<string> = new Set(['text-after-separator', 'document-lost', 'not-json']);

/** Checks Compose files under one configuration. */
export class ComposeLinter {
  readonly #rules: ActiveRules;
  readonly #config: LintConfig;
  readonly #onFile: readonly RuleOn<'file'>[];
  readonly #onService: readonly RuleOn<'service'>[];

  constructor(setup: { readonly rules: readonly ComposeRule[]; readonly config: LintConfig }) {
    const { rules, config } = setup;
    this.#rules = new ActiveRules([COMPOSE_SYNTAX, ...rules], config);
    this.#config = config;
    const on = rules.filter((rule) => this.#rules.isOn(rule));
    this.#onFile = on.filter((rule) => rule.on === 'file');
    this.#onService = on.filter((rule) => rule.on === 'service');
  }

  get severities(): ReadonlyMap<string, Severity> {
    return this.#rules.severities;
  }

  /** Findings in the order of the text. */
  lint(file: ComposeFile, near?: NearFiles): readonly Finding[] {
    return file.isOpaque ? [] : this.#rules.findings((sink) => this.#check(file, sink, { ...this.#config, near }));
  }

  #check(file: ComposeFile, sink: FindingSink, context: LintContext): void {
    for (const problem of file.problems) {
      if (!OF_KUBECTL.has(problem.code))
        sink.add(COMPOSE_SYNTAX.id, problem, {
          message:
            problem.code === 'directive'
              ? t('Compose cannot read documents with a “%” line.')
              : yamlProblemText(problem.code).message,
        });
    }
    // Behind a line that could not be read anything may be missing.
    const wanted = (rule: RuleInfo): boolean => file.problems.length === 0 || rule.isAboutAbsence !== true;
    for (const rule of this.#onFile) if (wanted(rule)) sink.run(rule, file, context);
    for (const service of file.services)
      for (const rule of this.#onService) if (wanted(rule)) sink.run(rule, service, context);
  }
}
