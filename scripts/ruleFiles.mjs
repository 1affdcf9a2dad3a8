// @ts-check
// Writes what is made from the rules of the linter: a page a rule, their index, the comparison with other linters, and the JSON
// schema of .trainyard/lint.yaml, which names them all.
//   node scripts/ruleFiles.mjs [--check]
// --check writes nothing and fails when a page is not up to date, and when a rule names a check that no other linter has.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { continueOnNode24 } from './lib/node24.mjs';
import { coveragePage, unknownAliases } from './lib/coveragePage.mjs';
import { ruleIndexPage, rulePageText } from './lib/rulePages.mjs';

const root = resolve(import.meta.dirname, '..');
const FOLDER = 'docs/rules';

/**
 * The files as they should be.
 * @returns {Promise<{files: ReadonlyMap<string, string>, problems: readonly string[]}>} Path in the repository → text.
 */
export async function ruleFiles() {
  const { allRules } = await import('../src/language/rules/allRules.ts');
  const rules = Array.from(allRules().values());
  return {
    files: new Map([
      ...rules.map((rule) => /** @type {const} */ ([`${FOLDER}/${rule.id}.md`, rulePageText(rule)])),
      [`${FOLDER}/README.md`, ruleIndexPage(rules)],
      ['docs/lint-coverage.md', coveragePage(rules)],
      ['media/schemas/lint.v1.json', await configSchemaText()],
    ]),
    problems: unknownAliases(rules),
  };
}

/** The schema for editors that do not run Trainyard. It says once what a rule finds; the rest is on the page of the rule. */
async function configSchemaText() {
  const { specSchema } = await import('../src/domain/deploy/specSchema.ts');
  const { lintConfigShape } = await import('../src/language/lint/config/lintConfigShape.ts');
  const { ruleChoices } = await import('../src/language/rules/ruleChoices.ts');
  const rules = ruleChoices().map(({ id, doc }) => ({ id, doc: doc.split('\n\n')[0] ?? '' }));
  const schema = specSchema(lintConfigShape(rules), '.trainyard/lint.yaml');
  // `markdownDescription` says the same as `description`.
  return `${JSON.stringify(schema, (key, value) => (key === 'description' ? undefined : value), 1)}\n`;
}

/**
 * What is on the disk and should not be, or differs.
 * @param {ReadonlyMap<string, string>} files
 */
export function outdatedFiles(files) {
  const wrong = Array.from(files).flatMap(([path, text]) => {
    const file = join(root, path);
    return existsSync(file) && readFileSync(file, 'utf8') === text ? [] : [path];
  });
  return [...wrong, ...leftOver(files)];
}

/** @param {ReadonlyMap<string, string>} files */
function leftOver(files) {
  const folder = join(root, FOLDER);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => `${FOLDER}/${name}`).filter((path) => !files.has(path));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await continueOnNode24(import.meta.url);
  const { files, problems } = await ruleFiles();
  if (process.argv.includes('--check')) {
    const wrong = [...outdatedFiles(files).map((path) => `${path} is not up to date`), ...problems];
    if (wrong.length > 0) console.error(`${wrong.join('\n')}\nRun: node scripts/ruleFiles.mjs`);
    process.exit(wrong.length > 0 ? 1 : 0);
  }
  for (const path of leftOver(files)) rmSync(join(root, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const problem of problems) console.error(problem);
  console.log(`${files.size} files`);
}
