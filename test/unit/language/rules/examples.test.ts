// Every rule's page has a text in which it finds something and one in which it does not, and its first fix takes the finding away.
import assert from 'node:assert/strict';
import type { Finding, TextEdit } from '../../../../src/language/lint/finding.ts';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import type { RuleInfo } from '../../../../src/language/lint/rule.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { manifestRules } from '../../../../src/language/rules/manifestRules.ts';
import { yamlRules } from '../../../../src/language/rules/yaml/yamlRules.ts';

const rules: readonly RuleInfo[] = [...yamlRules, ...manifestRules];

function findings(text: string, rule: RuleInfo): readonly Finding[] {
  const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
  const linter = createManifestLinter(config);
  return readManifests(text).flatMap((document) =>
    linter.lint(document).map((finding) => ({
      ...finding,
      start: finding.start + document.start,
      end: finding.end + document.start,
      fixes: () =>
        (finding.fixes?.() ?? []).map((fix) => ({
          ...fix,
          edits: fix.edits.map((edit) => moved(edit, document.start)),
        })),
    })),
  );
}

function moved(edit: TextEdit, by: number): TextEdit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}

const idsOf = (found: readonly Finding[]): string[] => found.map(({ rule }) => rule);

describe('examples of rules', () => {
  it('have ids that are not used twice', () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
    for (const id of ids) assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
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
        const fixed = apply(page.bad, fix.edits);
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
});
