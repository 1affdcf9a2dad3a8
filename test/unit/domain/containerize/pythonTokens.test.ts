import assert from 'node:assert/strict';
import { pythonLines } from '../../../../src/domain/containerize/pythonTokens.ts';

const words = (source: string): string[] =>
  pythonLines(source).map(({ tokens }) =>
    tokens.map((token) => (token.kind === 'string' ? `«${token.value ?? '?'}»` : token.text)).join(' '),
  );

describe('pythonLines', () => {
  it('joins what brackets and backslashes join, and leaves comments out', () => {
    assert.deepEqual(words('f(1,  # one\n  2)\nx = 1 + \\\n  2\n# alone\n'), ['f ( 1 , 2 )', 'x = 1 + 2']);
  });

  it('counts lines and columns through strings and joined lines', () => {
    const lines = pythonLines('"""a\nb"""\nif x:\n    y = (1,\n\n 2)\n\n\tz\n');
    assert.deepEqual(
      lines.map(({ line, indent }) => [line, indent]),
      [
        [1, 0],
        [3, 0],
        [4, 4],
        [8, 1],
      ],
    );
  });

  it('takes semicolons for ends of statements', () => assert.deepEqual(words('a = 1; b = 2'), ['a = 1 ;', 'b = 2']));

  it('reads the values of strings, raw ones too', () => {
    assert.deepEqual(words(String.raw`a = 'it\'s' "\n\x41\u00e9" r"\d" '''x'y'''`), ["a = «it's» «\nAé» «\\d» «x'y»"]);
  });

  it('knows no value of f-strings and bytes, also with the same quotes inside', () => {
    assert.deepEqual(words('f"{a["b"]} c" + b"x"\ny = 1'), ['«?» + «?»', 'y = 1']);
  });

  it('goes on behind a string that is not closed', () =>
    assert.deepEqual(words("x = 'open\ny = 2"), ['x = «open»', 'y = 2']));

  it('takes names of every script, and numbers of every form', () => {
    assert.deepEqual(words('größe = 0xFF + 1_000 + 1e-3 + .5 + 2j'), ['größe = 0xFF + 1_000 + 1e-3 + .5 + 2j']);
  });

  it('leaves a byte order mark out', () => assert.deepEqual(words('\uFEFFx'), ['x']));
});
