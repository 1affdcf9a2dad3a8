import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { runCommands } from '../dockerfile/runCommands.ts';
import { ActiveRules } from './activeRules.ts';
import type { DockerRule } from './dockerRule.ts';
import type { Finding } from './finding.ts';
import type { FindingSink } from './findingSink.ts';
import type { LintConfig } from './lintConfig.ts';
import type { LintContext } from './lintContext.ts';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { RuleInfo } from './rule.ts';
import { dockerMarks } from './suppressions/dockerMarks.ts';
import { fileMarks } from './suppressions/fileMarks.ts';
import { type Judged, SuppressionJudge } from './suppressions/suppressionJudge.ts';

type RuleOn<Place extends DockerRule['on']> = Extract<DockerRule, { readonly on: Place }>;

/** A check that speaks in the name of several rules, such as that of the syntax. */
export interface DockerCheck {
  readonly rules: readonly RuleInfo[];
  check(file: Dockerfile, sink: FindingSink): void;
}

/** Checks Dockerfiles under one configuration. */
export class DockerLinter {
  readonly #suppressions: SuppressionJudge;
  readonly #rules: ActiveRules;
  readonly #config: LintConfig;
  readonly #checks: readonly DockerCheck[];
  readonly #onFile: readonly RuleOn<'file'>[];
  readonly #onStage: readonly RuleOn<'stage'>[];
  /** Rules by keyword and by program, because most are of one. */
  readonly #onInstruction: ByName<RuleOn<'instruction'>>;
  readonly #onCommand: ByName<RuleOn<'command'>>;

  constructor(setup: {
    readonly rules: readonly DockerRule[];
    readonly checks: readonly DockerCheck[];
    readonly config: LintConfig;
  }) {
    const { rules, checks, config } = setup;
    this.#rules = new ActiveRules([...checks.flatMap((check) => check.rules), ...rules], config);
    this.#suppressions = new SuppressionJudge(config, this.#rules.severities);
    this.#config = config;
    this.#checks = checks.filter((check) => check.rules.some((rule) => this.#rules.isOn(rule)));
    const on = rules.filter((rule) => this.#rules.isOn(rule));
    this.#onFile = on.filter((rule) => rule.on === 'file');
    this.#onStage = on.filter((rule) => rule.on === 'stage');
    this.#onInstruction = byName(
      on.filter((rule) => rule.on === 'instruction'),
      ({ keywords }) => keywords,
    );
    this.#onCommand = byName(
      on.filter((rule) => rule.on === 'command'),
      ({ programs }) => programs,
    );
  }

  /** Findings in the order of the text; none in a file that another frontend reads. */
  lint(file: Dockerfile, near?: NearFiles): readonly Finding[] {
    return this.judge(file, near).findings;
  }

  /** Findings, and those that comments switch off. */
  judge(file: Dockerfile, near?: NearFiles): Judged<Finding> {
    if (file.isForeign) return { findings: [], suppressed: [] };
    const findings = this.#rules.findings((sink) => this.#check(file, sink, { ...this.#config, near }));
    return this.#suppressions.judge(findings, [...fileMarks(file.text), ...dockerMarks(file)]);
  }

  #check(file: Dockerfile, sink: FindingSink, context: LintContext): void {
    for (const check of this.#checks) check.check(file, sink);
    for (const rule of this.#onFile) sink.run(rule, file, context);
    for (const stage of file.stages) for (const rule of this.#onStage) sink.run(rule, stage, context);
    for (const instruction of file.instructions) {
      this.#lintInstruction(instruction, sink, context);
      if (instruction.trigger) this.#lintInstruction(instruction.trigger, sink, context);
    }
  }

  #lintInstruction(instruction: Instruction, sink: FindingSink, context: LintContext): void {
    const { named, others } = this.#onInstruction;
    for (const rule of named.get(instruction.keyword) ?? others) sink.run(rule, instruction, context);
    if (instruction.keyword !== 'RUN') return;
    for (const command of runCommands(instruction)) {
      const rules = this.#onCommand.named.get(command.program) ?? this.#onCommand.others;
      for (const rule of rules) sink.run(rule, command, context);
    }
  }
}

interface ByName<R> {
  /** With the rules for every name. */
  readonly named: ReadonlyMap<string, readonly R[]>;
  /** Rules for every name. */
  readonly others: readonly R[];
}

function byName<R>(rules: readonly R[], namesOf: (rule: R) => readonly string[] | undefined): ByName<R> {
  const names = new Set(rules.flatMap((rule) => namesOf(rule) ?? []));
  const wants = (name: string) => (rule: R) => namesOf(rule)?.includes(name) ?? true;
  return {
    named: new Map(Array.from(names, (name) => [name, rules.filter(wants(name))])),
    others: rules.filter((rule) => namesOf(rule) === undefined),
  };
}
