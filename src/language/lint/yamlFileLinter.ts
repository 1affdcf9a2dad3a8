import type { YamlFile } from '../yamlFile/yamlFile.ts';
import { yamlProblemText } from '../yaml/yamlProblemText.ts';
import { yamlRules } from '../rules/yaml/yamlRules.ts';
import { ActiveRules } from './activeRules.ts';
import type { Finding } from './finding.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { LintContext } from './lintContext.ts';
import type { Rule } from './rule.ts';
import type { Severity } from './severity.ts';

/** What only kubectl minds. */
const OF_KUBECTL: ReadonlySet<string> = new Set(['text-after-separator', 'document-lost', 'not-json', 'directive']);

/** Checks YAML files of one program under one configuration. */
export class YamlFileLinter<Model> {
  readonly #rules: ActiveRules;
  readonly #config: LintConfig;
  readonly #onModel: readonly Rule<Model>[];
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
    this.#rules = new ActiveRules([...yamlRules, ...rules], config);
    this.#config = config;
    this.#onModel = rules.filter((rule) => this.#rules.isOn(rule));
    this.#read = read;
  }

  get severities(): ReadonlyMap<string, Severity> {
    return this.#rules.severities;
  }

  /** Findings in the order of the text. */
  lint(file: YamlFile, { near, valuesSchema }: Pick<LintContext, 'near' | 'valuesSchema'> = {}): readonly Finding[] {
    const context = { ...this.#config, near, valuesSchema };
    return file.isOpaque ? [] : this.#rules.findings((sink) => this.#check(file, sink, context));
  }

  #check(file: YamlFile, sink: FindingSink, context: LintContext): void {
    for (const problem of file.problems) {
      const { rule, message } = yamlProblemText(problem.code);
      if (!OF_KUBECTL.has(problem.code)) sink.add(rule, problem, { message });
    }
    const model = this.#read(file);
    if (model === undefined) return;
    for (const rule of this.#onModel) if (rule.isAboutAbsence !== true || file.isWhole) sink.run(rule, model, context);
  }
}
