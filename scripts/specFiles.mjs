// @ts-check
// Writes what is made from the description of trainyard.yaml: the JSON schema, the reference in the docs, and the field names of the grammar.
//   node scripts/specFiles.mjs           # test/unit/domain/deploy/specFiles.test.ts fails when they are not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { continueOnNode24 } from './lib/node24.mjs';

const root = resolve(import.meta.dirname, '..');
const BEGIN = '<!-- begin of the reference: made by scripts/specFiles.mjs -->';
const END = '<!-- end of the reference -->';
const GRAMMAR = 'syntaxes/trainyard.tmLanguage.json';

/**
 * The files as they should be.
 * @returns {Promise<ReadonlyMap<string, string>>} Path in the repository → text.
 */
export async function specFiles() {
  const { specShape } = await import('../src/domain/deploy/specShape.ts');
  const { specSchema } = await import('../src/domain/deploy/specSchema.ts');
  const { specReference } = await import('../src/domain/deploy/specReference.ts');
  const shape = specShape();
  const docs = readFileSync(join(root, 'docs/trainyard-yaml.md'), 'utf8');
  const [before] = docs.split(BEGIN);
  const [, after] = docs.split(END);
  if (after === undefined) throw new Error('docs/trainyard-yaml.md has lost its marks of the reference');
  return new Map([
    ['media/schemas/trainyard.v1.json', `${JSON.stringify(specSchema(shape), undefined, 2)}\n`],
    ['docs/trainyard-yaml.md', `${before}${BEGIN}\n\n${specReference(shape)}\n\n${END}${after}`],
    [GRAMMAR, grammarText(Array.from(namesIn(shape)))],
  ]);
}

/**
 * @param {import('../src/domain/deploy/shape.ts').Shape} shape
 * @returns {Set<string>} Every field name.
 */
function namesIn(shape) {
  if (shape.kind === 'list' || shape.kind === 'map') return namesIn(shape.of);
  if (shape.kind === 'either') return new Set(shape.of.flatMap((one) => Array.from(namesIn(one))));
  if (shape.kind !== 'record') return new Set();
  return new Set(Array.from(shape.fields).flatMap(([name, field]) => [name, ...namesIn(field.shape)]));
}

/** @param {readonly string[]} names */
function grammarText(names) {
  const grammar = {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    name: 'Trainyard run spec',
    scopeName: 'source.yaml.trainyard',
    patterns: [{ include: 'source.yaml' }],
    injections: {
      'L:source.yaml.trainyard entity.name.tag.yaml': {
        patterns: [
          { name: 'keyword.other.field.trainyard', match: `\\G(?:${names.toSorted().join('|')})(?=[\\t ]*:)` },
        ],
      },
    },
  };
  return `${JSON.stringify(grammar, undefined, 2)}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await continueOnNode24(import.meta.url);
  for (const [path, text] of await specFiles()) writeFileSync(join(root, path), text);
}
