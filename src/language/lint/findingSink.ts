import type { Span } from '../../domain/deploy/specNode.ts';
import type { Finding, FindingDetails } from './finding.ts';
import { type LintConfig, severityOf } from './lintConfig.ts';
import type { Report, Rule, RuleInfo } from './rule.ts';
import type { LintContext } from './lintContext.ts';
import type { Severity } from './severity.ts';

/** Findings of one document; a broken file is not described without end. */
const MOST_FINDINGS = 1000;

/** Collects what rules find, with the severities of a configuration. */
export class FindingSink implements Report {
  readonly #severities: ReadonlyMap<string, Severity>;
  readonly #findings: Finding[] = [];
  #rule = '';

  constructor(severities: ReadonlyMap<string, Severity>) {
    this.#severities = severities;
  }

  /** Whether anybody wants to hear of a rule. */
  isOn(rule: string): boolean {
    return this.#severities.has(rule);
  }

  /** Nothing more is kept, so nothing more need be worked out. */
  get isFull(): boolean {
    return this.#findings.length >= MOST_FINDINGS;
  }

  /** Runs a rule on a subject. */
  run<Subject>(rule: Rule<Subject>, subject: Subject, context: LintContext): void {
    this.#rule = rule.id;
    rule.check(subject, this, context);
  }

  at(span: Span, message: string, details?: FindingDetails): void {
    this.add(this.#rule, span, { message, ...details });
  }

  /** For checks that speak in the name of several rules. */
  add(rule: string, { start, end }: Span, what: { readonly message: string } & FindingDetails): void {
    const severity = this.#severities.get(rule);
    if (severity === undefined || this.#findings.length >= MOST_FINDINGS) return;
    this.#findings.push({ ...what, rule, severity, start, end: Math.max(start, end) });
  }

  /** In the order of the text, each defect once. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }
}

/** The rules that are on, with their severities. */
export function severitiesOf(rules: Iterable<RuleInfo>, config: LintConfig): ReadonlyMap<string, Severity> {
  const severities = new Map<string, Severity>();
  for (const rule of rules) {
    const severity = severityOf(rule, config);
    if (severity !== 'off') severities.set(rule.id, severity);
  }
  return severities;
}
