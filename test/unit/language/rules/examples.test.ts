// Every rule's page has a text in which it finds something and one in which it does not, and its first fix takes the finding away.
import type { Finding, TextEdit } from '../../../../src/language/lint/finding.ts';
import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import type { RuleInfo } from '../../../../src/language/lint/rule.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { manifestRules } from '../../../../src/language/rules/manifestRules.ts';
import { schemaRules } from '../../../../src/language/rules/schema/schemaRules.ts';
import { yamlRules } from '../../../../src/language/rules/yaml/yamlRules.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

const rules: readonly RuleInfo[] = [...yamlRules, ...schemaRules, ...manifestRules];

function findings(text: string, rule: RuleInfo): readonly Finding[] {
  const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
  const linter = createManifestLinter(config, bundledSchemas());
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

describe('examples of rules', () => {
  describeExamples(rules, findings);
});
