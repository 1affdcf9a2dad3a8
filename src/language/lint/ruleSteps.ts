import { NeededKeys } from '../yaml/keyFilter.ts';
import type { YamlTree } from '../yaml/yamlTree.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintContext } from './lintContext.ts';
import type { Rule } from './rule.ts';

/** What the linter asks of every rule, in objects of one shape: rules have many, and asking each costs more than most checks do. */
class RuleStep<Subject> {
  readonly rule: Rule<Subject>;
  readonly isAboutAbsence: boolean;
  readonly needed: NeededKeys | undefined;

  constructor(rule: Rule<Subject>) {
    this.rule = rule;
    this.isAboutAbsence = rule.isAboutAbsence === true;
    this.needed = rule.needs && new NeededKeys(rule.needs);
  }
}

/** The rules of one kind of subject. */
export class RuleSteps<Subject> {
  readonly #steps: readonly RuleStep<Subject>[];

  constructor(rules: readonly Rule<Subject>[]) {
    this.#steps = rules.map((rule) => new RuleStep(rule));
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** @param isWhole Nothing of the subject is unknown, so that rules may find that something is missing. */
  run(
    subject: Subject,
    { tree, isWhole, sink, context }: { tree: YamlTree; isWhole: boolean; sink: FindingSink; context: LintContext },
  ): void {
    for (const { rule, isAboutAbsence, needed } of this.#steps) {
      if ((isWhole || !isAboutAbsence) && (!needed || tree.mayHave(needed))) sink.run(rule, subject, context);
    }
  }
}
