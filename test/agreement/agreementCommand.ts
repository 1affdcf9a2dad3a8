import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RuleInfo } from '../../src/language/lint/rule.ts';
import { allRules } from '../../src/language/rules/allRules.ts';
import { schemaRules } from '../../src/language/rules/schema/schemaRules.ts';
import { yamlRules } from '../../src/language/rules/yaml/yamlRules.ts';
import type { SchemaSet } from '../../src/language/schema/schemaSet.ts';
import { agreementTable, differenceLines } from './agreementText.ts';
import { compareCases, type CheckAgreement } from './compareCases.ts';
import type { CorpusFiles, CorpusReader } from './expectedCase.ts';
import { actionlintReader } from './readers/actionlint.ts';
import { dockerfileUtilsReader } from './readers/dockerfileUtils.ts';
import { hadolintReader } from './readers/hadolint.ts';
import { kubeconformReader } from './readers/kubeconform.ts';
import { kubeLinterReader } from './readers/kubeLinter.ts';
import { polarisReader } from './readers/polaris.ts';

const READERS: readonly CorpusReader[] = [
  kubeLinterReader,
  polarisReader,
  kubeconformReader,
  dockerfileUtilsReader,
  hadolintReader,
  actionlintReader,
];
const USAGE = `npm run agreement -- --corpus NAME=FOLDER [--corpus …] [--verbose | --json]
NAME is one of ${READERS.map(({ name }) => name).join(', ')}; FOLDER a checkout of it.`;

/** Where the command writes. */
export interface Output {
  out(text: string): void;
  error(text: string): void;
}

/**
 * Compares our rules with the tests of other linters, which are read where the user has them.
 * @returns The exit code: 0 when it could compare, whatever it found; 2 when it could not.
 */
export function agreementCommand(args: readonly string[], schemas: SchemaSet, output: Output): 0 | 2 {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { corpus: { type: 'string', multiple: true }, verbose: { type: 'boolean' }, json: { type: 'boolean' } },
    }));
  } catch (error) {
    return refuse(output, error instanceof Error ? error.message : String(error));
  }
  const corpora = values.corpus ?? [];
  if (corpora.length === 0) return refuse(output, 'No corpus was given.');
  const agreements: CheckAgreement[] = [];
  for (const corpus of corpora) {
    const separator = corpus.indexOf('=');
    const reader = READERS.find(({ name }) => name === corpus.slice(0, Math.max(separator, 0)));
    if (!reader) return refuse(output, `“${corpus}” is not NAME=FOLDER with a known name.`);
    const folder = resolve(corpus.slice(separator + 1));
    if (!existsSync(join(folder, reader.landmark)))
      return refuse(output, `“${folder}” is no checkout of ${reader.name}: it has no ${reader.landmark}.`);
    const cases = reader.read(filesOf(folder));
    agreements.push(...compareCases(reader.name, cases, (check) => rulesOf(reader.name, check), schemas));
  }
  if (values.json === true) output.out(`${JSON.stringify(agreements, undefined, 2)}\n`);
  else output.out(agreementTable(agreements) + (values.verbose === true ? differenceLines(agreements) : ''));
  return 0;
}

function refuse(output: Output, problem: string): 2 {
  output.error(`${problem}\n${USAGE}\n`);
  return 2;
}

/** kubeconform has no checks with names: all that schemas and YAML forbid is its question. Strict is also about unknown and repeated keys. */
function rulesOf(corpus: string, check: string): readonly RuleInfo[] {
  if (corpus !== 'kubeconform')
    return Array.from(allRules().values()).filter((rule) => rule.aliases?.includes(`${corpus}/${check}`));
  const rules = [...yamlRules, ...schemaRules].filter(({ severity }) => severity === 'error');
  return check === 'strict' ? rules : rules.filter(({ id }) => !STRICT_ONLY.has(id));
}

const STRICT_ONLY = new Set(['k8s-unknown-field', 'yaml-duplicate-key']);

function filesOf(root: string): CorpusFiles {
  return {
    list: (folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replaceAll('\\', '/'),
        )
        .sort(),
    text: (path) => readFileSync(join(root, path), 'utf8'),
  };
}
