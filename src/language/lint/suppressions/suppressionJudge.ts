import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import type { Span } from '../../../domain/deploy/specNode.ts';
import type { Finding, Fix } from '../finding.ts';
import { FindingSink, severitiesOf } from '../findingSink.ts';
import type { LintConfig } from '../lintConfig.ts';
import type { Severity } from '../severity.ts';
import { allRules } from '../../rules/allRules.ts';
import { suppressionRules } from '../../rules/suppressions/suppressionRules.ts';
import { fileMarks } from './fileMarks.ts';
import type { NamedRule, Suppression } from './suppression.ts';

export interface Suppressed<F extends Finding> {
  readonly finding: F;
  /** Empty when none was given. */
  readonly reason: string;
}

export interface Judged<F extends Finding> {
  /** Those that stay, and what is wrong with the marks, in the order of the text. */
  readonly findings: readonly (F | Finding)[];
  readonly suppressed: readonly Suppressed<F>[];
}

/** What marks leave of findings, and what they take away. */
interface Sorted<F extends Finding> extends Judged<F> {
  readonly findings: readonly F[];
}

/** Takes away what marks in a text switch off, and finds marks that do nothing. */
export class SuppressionJudge {
  readonly #config: LintConfig;
  /** Rules that are on in this linter. */
  readonly #severities: ReadonlyMap<string, Severity>;
  readonly #own: ReadonlyMap<string, Severity>;
  #byAlias: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  /**
   * @param severities Of the rules that the linter runs.
   */
  constructor(config: LintConfig, severities: ReadonlyMap<string, Severity>) {
    this.#config = config;
    this.#severities = severities;
    const own = severitiesOf(suppressionRules, config);
    const wantsReason = config.requiresReason === true && !config.rules.has('suppression-no-reason');
    this.#own = wantsReason ? new Map([...own, ['suppression-no-reason', 'info']]) : own;
  }

  /** As `judge`, by the marks at the top of a file. */
  judgeFile<F extends Finding>(text: string, findings: readonly F[]): Judged<F> {
    return this.judge(findings, fileMarks(text));
  }

  judge<F extends Finding>(findings: readonly F[], marks: readonly Suppression[]): Judged<F> {
    const counted = this.#counted(marks);
    if (counted.length === 0) return { findings, suppressed: [] };
    const used = new Set<NamedRule>();
    const sorted = this.#sorted(findings, counted, used);
    const about = this.#aboutMarks(counted, used);
    if (about.length === 0) return sorted;
    const all: readonly (F | Finding)[] = [...sorted.findings, ...about];
    return { ...sorted, findings: all.toSorted((a, b) => a.start - b.start || a.end - b.end) };
  }

  /** As `judge` for findings that are a part of those the marks are for: nothing is said of the marks themselves. */
  judgePart<F extends Finding>(findings: readonly F[], marks: readonly Suppression[]): Sorted<F> {
    return this.#sorted(findings, this.#counted(marks), new Set());
  }

  #counted(marks: readonly Suppression[]): readonly Suppression[] {
    return this.#config.honoursForeignMarks ? marks : marks.filter(({ peer }) => peer === undefined);
  }

  #sorted<F extends Finding>(findings: readonly F[], marks: readonly Suppression[], used: Set<NamedRule>): Sorted<F> {
    const kept: F[] = [];
    const suppressed: Suppressed<F>[] = [];
    for (const finding of findings) {
      const mark = this.#markOf(finding, marks, used);
      if (mark && !this.#config.forbiddenSuppressions.has(finding.rule)) {
        suppressed.push({ finding, reason: mark.reason });
      } else kept.push(finding);
    }
    return { findings: kept, suppressed };
  }

  /** All marks that fit are used, so that none is called needless for another's sake. */
  #markOf(finding: Finding, marks: readonly Suppression[], used: Set<NamedRule>): Suppression | undefined {
    let first: Suppression | undefined;
    for (const mark of marks) {
      if (finding.start < mark.reach.start || finding.start > mark.reach.end) continue;
      const name = mark.names.find(({ id }) => this.#means(mark, id, finding.rule));
      if (name) used.add(name);
      else if (mark.isForAll !== true || !this.#isOfPeer(finding.rule, mark.peer)) continue;
      first ??= mark;
    }
    return first;
  }

  #means({ peer }: Suppression, id: string, rule: string): boolean {
    if (peer === undefined) return id === rule || this.#aliases().get(id)?.has(rule) === true;
    return this.#aliases().get(`${peer}/${id}`)?.has(rule) === true;
  }

  #isOfPeer(rule: string, peer: string | undefined): boolean {
    const aliases = allRules().get(rule)?.aliases;
    return peer === undefined || aliases?.some((alias) => alias.startsWith(`${peer}/`)) === true;
  }

  /** `kube-linter/latest-tag` → our rules. */
  #aliases(): ReadonlyMap<string, ReadonlySet<string>> {
    if (!this.#byAlias) {
      const found = new Map<string, Set<string>>();
      for (const { id, aliases = [] } of allRules().values()) {
        for (const alias of aliases) found.set(alias, (found.get(alias) ?? new Set()).add(id));
      }
      this.#byAlias = found;
    }
    return this.#byAlias;
  }

  #aboutMarks(marks: readonly Suppression[], used: ReadonlySet<NamedRule>): readonly Finding[] {
    const sink = new FindingSink(this.#own);
    const nearest = new Map<string, string | undefined>();
    const nearestRule = (id: string): string | undefined => {
      if (!nearest.has(id)) nearest.set(id, nearestName(id, allRules().keys()));
      return nearest.get(id);
    };
    for (const mark of marks) {
      if (sink.isFull) break;
      // Marks of peers are for the peers, who may find what we do not.
      if (mark.peer !== undefined) continue;
      if (mark.names.length === 0) {
        sink.add('suppression-unknown-id', mark.span, { message: t('This names no rule, so it does nothing.') });
      }
      for (const name of mark.names) this.#aboutName(mark, name, { isUsed: used.has(name), sink, nearestRule });
      if (mark.reason === '' && mark.names.length > 0) {
        sink.add('suppression-no-reason', mark.span, { message: t('Say why: put a reason behind “ -- ”.') });
      }
    }
    return sink.findings;
  }

  #aboutName(
    mark: Suppression,
    name: NamedRule,
    how: {
      readonly isUsed: boolean;
      readonly sink: FindingSink;
      readonly nearestRule: (id: string) => string | undefined;
    },
  ): void {
    const { id } = name;
    const rules = allRules().has(id) ? [id] : [...(this.#aliases().get(id) ?? [])];
    if (rules.length === 0) {
      const nearest = how.nearestRule(id);
      how.sink.add('suppression-unknown-id', name, {
        message:
          nearest === undefined
            ? t('There is no rule “{0}”.', id)
            : t('There is no rule “{0}”. Did you mean “{1}”?', id, nearest),
      });
    } else if (rules.some((rule) => this.#config.forbiddenSuppressions.has(rule))) {
      how.sink.add('suppression-forbidden', name, {
        message: t('The configuration does not let “{0}” be ignored.', id),
      });
    } else if (!how.isUsed && rules.some((rule) => this.#severities.has(rule))) {
      how.sink.add('suppression-unused', name, {
        message: t('“{0}” finds nothing here, so this is not needed.', id),
        tag: 'unnecessary',
        ...(mark.names.length === 1 && { fixes: () => removal(mark.span) }),
      });
    }
  }
}

/** Only the text of the mark is known here, so a line of nothing but the comment stays as a blank one. */
function removal(span: Span): readonly Fix[] {
  return [{ title: t('Remove the comment'), edits: [{ ...span, newText: '' }], isSafe: false }];
}
