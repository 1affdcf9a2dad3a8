import assert from 'node:assert/strict';
import { literalOf, splitAtCommas } from '../../../../src/domain/containerize/pythonLiteral.ts';
import { pythonLines } from '../../../../src/domain/containerize/pythonTokens.ts';

const tokensOf = (source: string) => pythonLines(source)[0]?.tokens ?? [];
const valueOf = (source: string) => literalOf(tokensOf(source), new Map([['LR', 0.1]]));

describe('literalOf', () => {
  for (const [source, value] of [
    ['1', 1],
    ['-2.5', -2.5],
    ['1_000', 1000],
    ['4 * 1024', 4096],
    ['"a" "b"', 'ab'],
    ['True', true],
    ['None', null],
    ['LR', 0.1],
    ['(1)', 1],
    ['(1,)', [1]],
    ['["a", 2, [3]]', ['a', 2, [3]]],
    ['Path("outputs")', 'outputs'],
    ['pathlib.Path("a/b")', 'a/b'],
    ['os.environ.get("X", "y")', 'y'],
    ['os.getenv("X", 3)', 3],
  ] as const)
    it(source, () => assert.deepEqual(valueOf(source), value));

  for (const source of ['unknown', 'f"{x}"', 'call()', '1 + 2', 'Path("a") / "b"', 'os.environ.get("X")', '[1][0]', ''])
    it(`knows nothing of ${source || 'nothing'}`, () => assert.equal(valueOf(source), undefined));

  it('gives up on depths that nobody writes', () => {
    assert.equal(valueOf('-'.repeat(20_000)), undefined);
    assert.ok(JSON.stringify(valueOf(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`)).length < 100);
  });
});

describe('splitAtCommas', () => {
  it('splits at this level alone', () =>
    assert.equal(splitAtCommas(tokensOf('a, f(b, c), [d, e], {"x": (1, 2)},')).length, 4));
});
