import assert from 'node:assert/strict';
import { KeyedThings } from '../../../../src/language/workspace/keyedThings.ts';

describe('KeyedThings', () => {
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

  it('keeps one, two and three things of a key, each once, in their order', () => {
    const things = new KeyedThings<{ readonly name: string }>();
    const seen: string[] = [];
    for (const thing of [a, a, b, c, b]) {
      things.add('key', thing);
      seen.push(Array.from(things.at('key'), ({ name }) => name).join(''));
    }
    assert.deepEqual(seen, ['a', 'a', 'ab', 'abc', 'abc']);
    assert.equal(things.count('key'), 3);
    assert.deepEqual([things.count('other'), Array.from(things.at('other'))], [0, []]);
  });

  it('forgets a key with its last thing', () => {
    const things = new KeyedThings<object>();
    for (const thing of [a, b]) things.add('key', thing);
    things.remove('key', a);
    things.remove('key', c);
    assert.deepEqual([things.has('key'), Array.from(things.at('key'))], [true, [b]]);
    things.remove('key', b);
    assert.equal(things.has('key'), false);
    things.add('key', a);
    things.remove('key', b);
    assert.equal(things.has('key'), true);
    things.remove('key', a);
    assert.equal(things.has('key'), false);
  });
});
