import assert from 'node:assert/strict';
import { jsonLine, prettyJson } from '../../../../src/domain/logs/jsonLine.ts';

describe('jsonLine', () => {
  it('takes message, level and the other members apart', () => {
    const line = jsonLine('{"ts":1,"level":"info","msg":"saved","path":"/a b","n":3,"deep":{"x":[1]}}');
    assert.equal(line?.message, 'saved');
    assert.equal(line?.level, 'info');
    assert.deepEqual(
      [...(line?.fields ?? [])],
      [
        ['path', '/a b'],
        ['n', '3'],
        ['deep', '{"x":[1]}'],
      ],
    );
  });

  it('reads names like __proto__ as any other', () => {
    assert.deepEqual(
      [...(jsonLine('{"__proto__":{"level":"error"},"constructor":1}')?.fields.keys() ?? [])],
      ['__proto__', 'constructor'],
    );
  });

  it('leaves alone what is no object', () => {
    for (const text of ['{', '{}', '[1]', '"x"', 'x {"a":1}', '{"a":1} x', "{'a':1}", '{"a":}']) {
      assert.equal(jsonLine(text), undefined, text);
    }
  });

  it('unfolds to indented lines', () => {
    assert.deepEqual(prettyJson('{"a":1,"b":[2]}'), ['{', '  "a": 1,', '  "b": [', '    2', '  ]', '}']);
  });
});
