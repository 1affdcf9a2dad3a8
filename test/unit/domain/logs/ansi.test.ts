import assert from 'node:assert/strict';
import { ansiSpans, stripAnsi } from '../../../../src/domain/logs/ansi.ts';

const ESC = '\u001b';

/** Sequences that act on terminals; `x` and `y` around them must be all that is left (docs/security.md S6). */
const HOSTILE = [
  `${ESC}]0;title\u0007`,
  `${ESC}]2;title${ESC}\\`,
  `${ESC}]52;c;Y2FuYXJ5\u0007`,
  `${ESC}]52;c;Y2FuYXJ5${ESC}\\`,
  `${ESC}]8;;http://example.com\u0007`,
  `${ESC}]8;;\u0007`,
  `${ESC}]1337;File=name:AAAA\u0007`,
  `${ESC}]9;4;1;50\u0007`,
  `${ESC}]133;A\u0007`,
  `${ESC}]10;?\u0007`,
  `${ESC}P1$r0m${ESC}\\`,
  `${ESC}Pq#0;2;0;0;0${ESC}\\`,
  `${ESC}P+q544e${ESC}\\`,
  `${ESC}_Gf=24;AAAA${ESC}\\`,
  `${ESC}^private${ESC}\\`,
  `${ESC}Xstart${ESC}\\`,
  `${ESC}[2J`,
  `${ESC}[H`,
  `${ESC}[10;20H`,
  `${ESC}[1A`,
  `${ESC}[5D`,
  `${ESC}[K`,
  `${ESC}[1K`,
  `${ESC}[6n`,
  `${ESC}[c`,
  `${ESC}[>c`,
  `${ESC}[5n`,
  `${ESC}[?1049h`,
  `${ESC}[?1000h`,
  `${ESC}[?2004h`,
  `${ESC}[?25l`,
  `${ESC}[21t`,
  `${ESC}[8;50;100t`,
  `${ESC}[4i`,
  `${ESC}[5i`,
  `${ESC}[!p`,
  `${ESC}[1;24r`,
  `${ESC}[s`,
  `${ESC}[u`,
  `${ESC}[20l`,
  `${ESC}[2 q`,
  `${ESC}[>4;2m`,
  `${ESC}[=5u`,
  `${ESC}7`,
  `${ESC}8`,
  `${ESC}c`,
  `${ESC}D`,
  `${ESC}M`,
  `${ESC}Z`,
  `${ESC}=`,
  `${ESC}>`,
  `${ESC}(0`,
  `${ESC}#8`,
  `${ESC}%G`,
  `${ESC} F`,
  '\u009b2J',
  '\u009d0;title\u0007',
  '\u0090q\u009c',
  '\u0084',
  '\u0007',
  '\b',
  '\u000b',
  '\u000c',
  '\u000e',
  '\u000f',
  '\u007f',
  '\u0000',
];

describe('ansi', () => {
  for (const sequence of HOSTILE) {
    it(`takes out ${JSON.stringify(sequence)}`, () => {
      assert.equal(stripAnsi(`x${sequence}y`), 'xy');
      assert.deepEqual(
        ansiSpans(`x${sequence}y`)
          .map(({ text }) => text)
          .join(''),
        'xy',
      );
    });
  }

  it('takes an unfinished string sequence out to the end of the line', () => {
    assert.equal(stripAnsi(`x${ESC}]52;c;Y2FuYXJ5`), 'x');
    assert.equal(stripAnsi(`x${ESC}`), 'x');
    assert.equal(stripAnsi(`x${ESC}[31`), 'x');
  });

  it('does not let one sequence hide the end of another', () => {
    assert.equal(stripAnsi(`x${ESC}]0;a${ESC}[2Jb\u0007y`), 'xby');
  });

  it('keeps text, tabulators and every script', () => {
    const text = '\té 你好 😀 مرحبا \u2028 [31m';
    assert.equal(stripAnsi(text), text);
  });

  it('reads colours and weights', () => {
    assert.deepEqual(ansiSpans(`a${ESC}[1;31mb${ESC}[0mc`), [
      { text: 'a', style: {} },
      { text: 'b', style: { isBold: true, foreground: 1 } },
      { text: 'c', style: {} },
    ]);
    assert.deepEqual(ansiSpans(`${ESC}[92;44mx${ESC}[39my${ESC}[49mz`), [
      { text: 'x', style: { foreground: 10, background: 4 } },
      { text: 'y', style: { background: 4 } },
      { text: 'z', style: {} },
    ]);
    assert.deepEqual(ansiSpans(`${ESC}[mx`), [{ text: 'x', style: {} }]);
  });

  it('takes the nearest of sixteen for all other colours', () => {
    assert.equal(ansiSpans(`${ESC}[38;5;196mx`)[0]?.style.foreground, 1);
    assert.equal(ansiSpans(`${ESC}[38;2;0;0;0mx`)[0]?.style.foreground, 0);
    assert.equal(ansiSpans(`${ESC}[48;2;20;190;120mx`)[0]?.style.background, 2);
    assert.equal(ansiSpans(`${ESC}[38;5;7mx`)[0]?.style.foreground, 7);
    assert.equal(ansiSpans(`${ESC}[38;5;1;4mx`)[0]?.style.isUnderlined, true);
  });
});
