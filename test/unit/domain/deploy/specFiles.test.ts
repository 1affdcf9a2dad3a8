import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { specFiles } from '../../../../scripts/specFiles.mjs';
import { specSchema } from '../../../../src/domain/deploy/specSchema.ts';
import { specShape } from '../../../../src/domain/deploy/specShape.ts';
import { jsonOf, schemaProblems } from './jsonSchema.ts';
import { FIELD_CASES } from './specFields.ts';
import { problemsIn, specText } from './specTexts.ts';

const root = resolve(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const schema = specSchema(specShape());
/** What no single field can tell, and what JSON cannot: a schema lets these pass. */
const BEYOND_SCHEMA = new Set(['conflicting-fields', 'unknown-name', 'duplicate-field']);

describe('files made from the description of the spec', () => {
  it('are up to date (node scripts/specFiles.mjs writes them)', async () => {
    for (const [path, text] of await specFiles()) assert.ok(read(path) === text, `${path} is not up to date`);
  });

  it('agree: the schema takes what the reader takes', () => {
    for (const { field, good } of FIELD_CASES) assert.deepEqual(schemaProblems(jsonOf(good), schema), [], field);
  });

  it('agree: the schema refuses what the reader refuses', () => {
    const lenient = FIELD_CASES.filter(({ bad }) => schemaProblems(jsonOf(bad), schema).length === 0);
    for (const { field, bad } of lenient) {
      const [problem] = problemsIn(bad);
      const isBeyond = BEYOND_SCHEMA.has(problem?.id ?? '') || ['port'].includes(problem?.expected ?? '');
      assert.ok(isBeyond, `${field}: ${problem?.message}`);
    }
    const misplaced = specText('replicas: 2');
    assert.notDeepEqual(schemaProblems(jsonOf(misplaced), schema), []);
    assert.notDeepEqual(schemaProblems(jsonOf(specText('nodes: 2', { kind: 'serve' })), schema), []);
  });
});

describe('docs/trainyard-yaml.md', () => {
  const examples = Array.from(
    read('docs/trainyard-yaml.md').matchAll(/```yaml\n([\s\S]*?)```/g),
    ([, text]) => text ?? '',
  );

  it('has three worked examples, which are without problems', () => {
    assert.equal(examples.length, 3);
    for (const text of examples) assert.deepEqual(problemsIn(text), []);
    for (const text of examples) assert.deepEqual(schemaProblems(jsonOf(text), schema), []);
  });
});

describe('sample/trainyard.yaml', () => {
  it('is without problems', () => assert.deepEqual(problemsIn(read('sample/trainyard.yaml')), []));
});
