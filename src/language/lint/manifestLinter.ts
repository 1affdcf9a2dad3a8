import type { Container } from '../manifest/container.ts';
import type { ManifestDocument } from '../manifest/manifestFile.ts';
import type { ManifestObject } from '../manifest/manifestObject.ts';
import type { Pod } from '../manifest/pod.ts';
import { yamlProblemText } from '../yaml/yamlProblemText.ts';
import { ActiveRules } from './activeRules.ts';
import type { Finding } from './finding.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { LintContext } from './lintContext.ts';
import type { ManifestRule } from './manifestRule.ts';
import type { RuleInfo } from './rule.ts';
import { RuleSteps } from './ruleSteps.ts';
import { manifestMarks } from './suppressions/manifestMarks.ts';
import { type Judged, SuppressionJudge } from './suppressions/suppressionJudge.ts';

type RuleOn<Place extends ManifestRule['on']> = Extract<ManifestRule, { readonly on: Place }>;

/** A check that speaks in the name of several rules, such as the walk through a schema. */
export interface ManifestCheck {
  readonly rules: readonly RuleInfo[];
  check(object: ManifestObject, sink: FindingSink, context: LintContext): void;
}

/** Checks documents of manifests under one configuration. What it says of a document depends on the text of that document alone. */
export class ManifestLinter {
  /** Comments and annotations that switch rules off. */
  readonly suppressions: SuppressionJudge;
  readonly #rules: ActiveRules;
  readonly #context: LintContext;
  readonly #checks: readonly ManifestCheck[];
  readonly #onDocument: RuleSteps<ManifestDocument>;
  readonly #onObject: readonly RuleOn<'object'>[];
  readonly #onPod: RuleSteps<Pod>;
  readonly #onContainer: RuleSteps<Container>;
  /** Rules of objects by kind, because most are of one kind. */
  readonly #ofKind = new Map<string, RuleSteps<ManifestObject>>();

  constructor(setup: {
    readonly rules: readonly ManifestRule[];
    /** Rules without a check of their own. */
    readonly infos: readonly RuleInfo[];
    readonly checks: readonly ManifestCheck[];
    readonly config: LintConfig;
  }) {
    const { rules, infos, checks, config } = setup;
    this.#rules = new ActiveRules([...infos, ...checks.flatMap((check) => check.rules), ...rules], config);
    this.suppressions = new SuppressionJudge(config, this.#rules.severities);
    this.#context = config;
    this.#checks = checks.filter((check) => check.rules.some((rule) => this.#rules.isOn(rule)));
    const on = rules.filter((rule) => this.#rules.isOn(rule));
    this.#onDocument = new RuleSteps(on.filter((rule) => rule.on === 'document'));
    this.#onObject = on.filter((rule) => rule.on === 'object');
    this.#onPod = new RuleSteps(on.filter((rule) => rule.on === 'pod'));
    this.#onContainer = new RuleSteps(on.filter((rule) => rule.on === 'container'));
  }

  /** Findings of one document, in the order of its text; offsets count from the start of the document. */
  lint(document: ManifestDocument): readonly Finding[] {
    return this.judge(document).findings;
  }

  /** Findings of one document, and those that its comments and annotations switch off. */
  judge(document: ManifestDocument): Judged<Finding> {
    if (document.isOpaque) return { findings: [], suppressed: [] };
    const findings = this.#rules.findings((sink) => this.#check(document, sink));
    // Marks of others matter where something was found, ours everywhere.
    if (findings.length === 0 && !document.text.includes('trainyard')) return { findings, suppressed: [] };
    return this.suppressions.judge(findings, manifestMarks(document));
  }

  #check(document: ManifestDocument, sink: FindingSink): void {
    for (const problem of document.problems) {
      const { rule, message } = yamlProblemText(problem.code);
      sink.add(rule, problem, { message });
    }
    const of = { tree: document.tree, isWhole: !document.isTemplated, sink, context: this.#context };
    this.#onDocument.run(document, of);
    for (const object of document.objects) this.#lintObject(object, sink);
  }

  #lintObject(object: ManifestObject, sink: FindingSink): void {
    for (const check of this.#checks) check.check(object, sink, this.#context);
    const of = { tree: object.root.tree, isWhole: object.isWhole, sink, context: this.#context };
    this.#rulesOf(object.groupKind).run(object, of);
    if (this.#onPod.isEmpty && this.#onContainer.isEmpty) return;
    for (const pod of object.pods) {
      this.#onPod.run(pod, of);
      for (const container of pod.containers) this.#onContainer.run(container, of);
    }
  }

  #rulesOf(groupKind: string): RuleSteps<ManifestObject> {
    let rules = this.#ofKind.get(groupKind);
    if (!rules) {
      rules = new RuleSteps(this.#onObject.filter((rule) => rule.groupKinds?.includes(groupKind) ?? true));
      this.#ofKind.set(groupKind, rules);
    }
    return rules;
  }
}
