import { createManifestLinter } from '../../../../src/language/lint/createManifestLinter.ts';
import type { Finding } from '../../../../src/language/lint/finding.ts';
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';

/** What all rules find in a text, with offsets in the text. Rules that are off can be named. */
export function lintText(text: string, on: readonly string[] = []): readonly Finding[] {
  const linter = createManifestLinter({ ...DEFAULT_LINT_CONFIG, rules: new Map(on.map((id) => [id, 'warning'])) });
  return readManifests(text).flatMap((document) =>
    linter
      .lint(document)
      .map((finding) => ({ ...finding, start: finding.start + document.start, end: finding.end + document.start })),
  );
}

/** The texts that a rule underlines. */
export function marked(text: string, rule: string): readonly string[] {
  return lintText(text, [rule])
    .filter((finding) => finding.rule === rule)
    .map(({ start, end }) => text.slice(start, end));
}
