import { createManifestLinter } from '../../src/language/lint/createManifestLinter.ts';
import type { Finding } from '../../src/language/lint/finding.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from '../../src/language/lint/lintConfig.ts';
import { movedFinding } from '../../src/language/lint/movedFinding.ts';
import { readManifests } from '../../src/language/manifest/manifestFile.ts';
import type { SchemaSet } from '../../src/language/schema/schemaSet.ts';

/** What is found in the documents of a text, with offsets in the text. */
export function manifestFindings(
  text: string,
  config: Partial<LintConfig> = {},
  schemas?: SchemaSet,
): readonly Finding[] {
  const linter = createManifestLinter({ ...DEFAULT_LINT_CONFIG, ...config }, schemas);
  return readManifests(text).flatMap((document) =>
    linter.lint(document).map((finding) => movedFinding(finding, document.start)),
  );
}
