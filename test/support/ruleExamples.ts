// What every rule's page promises, as tests: its bad text has the finding, its good one has not, and its first fix takes the finding away.
import assert from 'node:assert/strict';
import type { Finding, TextEdit } from '../../src/language/lint/finding.ts';
import type { RuleInfo } from '../../src/language/lint/rule.ts';

/** A text with edits made. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}

const idsOf = (found: readonly Finding[]): string[] => found.map(({ rule }) => rule);

/** Tests of rules whose texts `findings` checks with that rule on. */
export function describeExamples(
  rules: readonly RuleInfo[],
  findings: (text: string, rule: RuleInfo) => readonly Finding[],
): void {
  it('have ids that are not used twice', () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
    for (const id of ids) assert.match(id, /^[a-z0-9]+(?:-[a-z0-9_]+)*$/);
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      const page = rule.page();

      it('finds the bad one and not the good one', () => {
        assert.ok(idsOf(findings(page.bad, rule)).includes(rule.id), `nothing found in\n${page.bad}`);
        assert.deepEqual(
          findings(page.good, rule).filter((finding) => finding.rule === rule.id),
          [],
        );
      });

      it('has a page', () => {
        for (const text of [page.what, page.why, page.source]) assert.match(text, /\S{2}/);
      });

      if (rule.fix === undefined) return;
      it('has a first fix that takes the finding away and makes no new one', () => {
        const before = findings(page.bad, rule);
        const own = before.find((finding) => finding.rule === rule.id);
        const fix = own?.fixes?.()[0];
        assert.ok(own && fix, 'no fix');
        assert.equal(fix.isSafe, rule.fix === 'safe');
        const fixed = applyEdits(page.bad, fix.edits);
        const after = findings(fixed, rule);
        const count = (found: readonly Finding[]): number => idsOf(found).filter((id) => id === rule.id).length;
        assert.equal(count(after), count(before) - 1, fixed);
        assert.deepEqual(
          idsOf(after).filter((id) => !idsOf(before).includes(id)),
          [],
          fixed,
        );
      });
    });
  }
}
