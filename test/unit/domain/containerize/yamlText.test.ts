import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { yamlList, yamlMap, yamlScalar } from '../../../../src/domain/containerize/yamlText.ts';

/** Texts that YAML could take for something else, or that would end the line. */
const TEXTS = [
  'plain',
  'passes over the data',
  'a: b',
  'a #b',
  "it's",
  '"quoted"',
  'true',
  'No',
  'on',
  'null',
  '~',
  '1',
  '1.10',
  '0x1F',
  '1e5',
  '12:30:45',
  '-',
  '- a',
  '--lr',
  '---',
  '',
  ' ',
  'trailing ',
  '@at',
  '`tick`',
  '%x',
  '*star',
  '&and',
  '!bang',
  '[a]',
  '{a}',
  'a, b',
  'a]b',
  'line\nbreak',
  'tab\there',
  '\u2028',
  '\u0007',
  '\u0085',
  'größe',
  '日本語',
  '..',
  '.inf',
  '=',
  '<<',
  '?',
  'key:',
  '2024-01-01',
];

describe('YAML texts', () => {
  for (const text of TEXTS) {
    it(`${JSON.stringify(text)} comes back as it was, in both versions of YAML`, () => {
      for (const version of ['1.1', '1.2'] as const) {
        const line = `value: ${yamlMap([
          [text, { text }],
          ['list', [text]],
        ])}`;
        const read: unknown = parse(line, { version, mapAsMap: true });
        assert.ok(read instanceof Map);
        assert.deepEqual(
          [...read.get('value')],
          [
            [text, text],
            ['list', [text]],
          ],
          line,
        );
      }
    });
  }

  it('numbers and switches stay what they are', () => {
    assert.deepEqual(parse(yamlList([1, 0.0003, 1e-7, 1e21])), [1, 0.0003, 1e-7, 1e21]);
    assert.equal(parse(yamlScalar(true)), true);
    assert.equal(parse(yamlScalar(Number.POSITIVE_INFINITY)), 'Infinity');
  });
});
