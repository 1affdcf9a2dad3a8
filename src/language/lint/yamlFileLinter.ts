import type { YamlFile } from '../yamlFile/yamlFile.ts';
import { yamlProblemText } from '../yaml/yamlProblemText.ts';
import { yamlRules } from '../rules/yaml/yamlRules.ts';
import type { Finding } from './finding.ts';
import { FindingSink, severitiesOf } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { LintContext } from './lintContext.ts';
import type { Rule, RuleInfo } from './rule.ts';
import { settleFindings } from './settleFindings.ts';
import type { Severity } from './severity.ts';

/** What only kubectl minds. */
const OF_KUBECTL: ReadonlySet<string> = new Set(['text-after-separator', 'document-lost', 'not-json', 'directive']);

/** Checks YAML files of one program under one configuration. */
export class YamlFileLinter<Model> {
  readonly severities: ReadonlyMap<string, Severity>;
  readonly #infos: ReadonlyMap<string, RuleInfo>;
  readonly #context: LintContext;
  readonly #rules: readonly Rule<Model>[];
  readonly #read: (file: YamlFile) => Model | undefined;

  /**
   * @param setup `read` makes of a file what rules look at; undefined when there is nothing to be said.
   */
  constructor(setup: {
    readonly rules: readonly Rule<Model>[];
    readonly read: (file: YamlFile) => Model | undefined;
    readonly config: LintConfig;
  }) {
    const { rules, read, config } = setup;
    const all: readonly RuleInfo[] = [...yamlRules, ...rules];
    this.#infos = new Map(all.map((info) => [info.id, info]));
    this.severities = severitiesOf(all, config);
    this.#context = { kubernetesMinor: config.kubernetesMinor, options: config.options };
    this.#rules = rules.filter((rule) => this.severities.has(rule.id));
    this.#read = read;
  }

  /** Findings in the order of the text. */
  lint(file: YamlFile): readonly Finding[] {
    if (file.isOpaque) return [];
    const sink = new FindingSink(this.severities);
    for (const problem of file.problems) {
      const { rule, message } = yamlProblemText(problem.code);
      if (!OF_KUBECTL.has(problem.code)) sink.add(rule, problem, { message });
    }
    const model = this.#read(file);
    if (model === undefined) return sink.findings;
    for (const rule of this.#rules)
      if (rule.isAboutAbsence !== true || file.isWhole) sink.run(rule, model, this.#context);
    return sink.findings.length === 0 ? sink.findings : settleFindings(sink.findings, this.#infos);
  }
}
