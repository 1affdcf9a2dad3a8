import assert from 'node:assert/strict';
import { jsonErrorOffset } from '../../../../src/adapters/project/jsonPlace.ts';

describe('jsonErrorOffset', () => {
  /** `|` marks the place. */
  for (const marked of [
    '{"a": |}',
    '[1, |]',
    '[1 |2]',
    '{|a: 1}',
    '{"a" |1}',
    '|nope',
    '[1]|]',
    '{"a": 1, |}',
    '{"a": [1, 2|',
    '"open|\n"',
    '|',
    '[|}',
    '{"a": 1|]',
    '1 |2',
    '[|,]',
  ]) {
    it(marked, () => {
      const offset = marked.indexOf('|');
      const text = marked.replace('|', '');
      assert.throws(() => JSON.parse(text), SyntaxError);
      const found = jsonErrorOffset(text);
      // A string that is not closed begins one step earlier.
      assert.ok(found === offset || text.startsWith('"', found), `${found}`);
    });
  }

  it('finds nothing in what JSON allows', () => {
    const text = JSON.stringify({ a: [1, -2.5e3, true, null, 'x\n"y"', {}, []], b: { c: 'é' } }, null, 2);
    assert.equal(jsonErrorOffset(text), text.length);
  });
});
