import type { Span } from '../../domain/deploy/specNode.ts';
import type { FindingDetails } from './finding.ts';
import type { LintContext } from './lintContext.ts';
import type { Profile, Severity } from './severity.ts';

/** What the page of a rule says, in our own words; not translated. Made when somebody asks, because the texts are many. */
export interface RulePage {
  /** What is found, in one sentence. */
  readonly what: string;
  /** Why it matters: what fails, when, and what it costs. */
  readonly why: string;
  /** Where the fact comes from: a specification, an API reference, the source of a validator. */
  readonly source: string;
  /** A whole text in which this rule finds something, and one like it in which it finds nothing. Both are tests. */
  readonly bad: string;
  readonly good: string;
}

/** What is known of a rule without running it. */
export interface RuleInfo {
  /** In kebab case; never used again for another meaning. A rule with logic of its own is in a file of that name in camel case. */
  readonly id: string;
  /** In the profile `recommended`. */
  readonly severity: Severity;
  /** Says nothing until somebody asks for it by name or by a profile. */
  readonly isOff?: true;
  /** Another severity in a profile. */
  readonly profiles?: Partial<Record<Profile, Severity | 'off'>>;
  /** What it looks at, for people: “pods”, “Deployment”, “RUN”. */
  readonly kinds: string;
  /** It finds that something is missing, which cannot be judged in a template. */
  readonly isAboutAbsence?: true;
  /** What other linters call it, as `kube-linter/latest-tag`; their marks to ignore it are honoured. One without `/` is another name of our own. */
  readonly aliases?: readonly string[];
  /** More general rules that say nothing about a range that this one speaks of. */
  readonly silences?: readonly string[];
  /** How its first fix may be applied: `safe` in bulk, `choice` one at a time. */
  readonly fix?: 'safe' | 'choice';
  page(): RulePage;
}

/** Takes what a rule finds. */
export interface Report {
  at(span: Span, message: string, details?: FindingDetails): void;
}

/** A check of one kind of subject. It must not throw, whatever the text holds. */
export interface Rule<Subject> extends RuleInfo {
  /** Keys that must all stand in the document, anywhere, for it to find something; without them it is not asked. Manifests only. */
  readonly needs?: readonly string[];
  check(subject: Subject, report: Report, context: LintContext): void;
}
