import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { valuesFindings } from '../../../../src/language/chart/valuesFindings.ts';
import { REFUSED_VALUES, TAKEN_VALUES, VALUES_SCHEMA } from '../../../support/chartValues.ts';
import { YamlFile } from '../../../../src/language/yamlFile/yamlFile.ts';

/** What is told, as `text under the mark: message`. */
function told(text: string, schema: Readonly<Record<string, unknown>>): readonly string[] {
  const { root } = new YamlFile('values.yaml', text);
  assert.ok(root);
  return valuesFindings(root, schema).map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`);
}

/** What helm reads in another way, or not at all. */
const SCHEMA = {
  ...VALUES_SCHEMA,
  required: ['image'],
  properties: {
    ...VALUES_SCHEMA.properties,
    loop: { $ref: '#/properties/loop' },
    gone: { $ref: 'https://example.com/other.json' },
  },
};

describe('values against the schema of their chart', () => {
  it('may be as the schema says, and may lack what another file brings', () => {
    for (const good of [...TAKEN_VALUES, 'loop: anything\ngone: { any: thing }\nglobal: { any: thing }\n'])
      assert.deepEqual(told(good, SCHEMA), [], good);
    assert.deepEqual(told('replicas: null\nmode: ""\nimage:\n', SCHEMA), []);
    assert.deepEqual(told('base: &b { tag: v1 }\nimage: *b\n', { ...SCHEMA, additionalProperties: true }), []);
    assert.deepEqual(told('replicas: {{ x }}\n', {}), []);
  });

  it('are told where they differ', () => {
    for (const [text, expected] of REFUSED_VALUES) {
      const found = told(text, SCHEMA);
      assert.equal(found.length, 1, `${text} → ${found.join(' | ')}`);
      assert.match(found[0] ?? '', expected);
    }
  });

  it('read booleans as helm does', () => {
    assert.deepEqual(told('a: yes\n', { properties: { a: { type: 'boolean' } } }), []);
    assert.equal(told('a: yes\n', { properties: { a: { type: 'string' } } }).length, 1);
  });

  it('end, whatever the schema is', () => {
    let deep: Record<string, unknown> = {};
    for (let level = 0; level < 200; level++) deep = { anyOf: [deep, deep], properties: { a: deep } };
    told(`${'{a: '.repeat(150)}1${'}'.repeat(150)}`, deep);
    told('a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n', { properties: { a: { type: 'string', pattern: '^(a+)+$' } } });
    for (const schema of [
      { type: 5 },
      { properties: [] },
      { enum: 'x' },
      { $ref: '#/x/y' },
      { items: [] },
      { type: 'other' },
    ])
      assert.deepEqual(told('a: [1]\n', schema as Readonly<Record<string, unknown>>), []);
  });
});
