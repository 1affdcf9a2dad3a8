import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { plainLine, plainText } from '../../../../src/domain/base/plainText.ts';

const HARMLESS = [
  'train',
  'naïve café',
  '日本語',
  'emoji 🚂',
  'a\tb',
  'a\nb',
  '[31m without escape',
  'rm -rf /; $(id)',
];
const CSI = ['31m', '2J', '1;1H', '?1049h', '6n', '?25l', '>c', '!p', '0 q', '8;50;100t', '20t', '21t', '200~'];
const OSC = [
  '0;title',
  '2;title',
  '8;;http://x',
  '52;c;cm0gLXJm',
  '4;1;?',
  '10;?',
  '1337;File=',
  '633;E;id',
  '7;file://x',
];
const OTHER = [
  '\u001bc',
  '\u001b7',
  '\u001b(B',
  '\u001b=',
  '\u001bM',
  '\u001bPq#0\u001b\\',
  '\u001b_x\u001b\\',
  '\u001b^x\u001b\\',
  '\u001bXx\u001b\\',
];
const SINGLE = [
  '\u0000',
  '\u0007',
  '\b',
  '\u000b',
  '\f',
  '\u000e',
  '\u000f',
  '\u0018',
  '\u001b',
  '\u007f',
  '\u0084',
  '\u009b',
  '\u009d',
  '\u0090',
  '\u202e',
  '\u2066',
  '\u200f',
];

// oxlint-disable-next-line no-control-regex
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('plainText', () => {
  for (const text of HARMLESS) it(`leaves ${JSON.stringify(text)}`, () => assert.equal(plainText(text), text));

  const hostile = [
    ...CSI.map((body) => `\u001b[${body}`),
    ...CSI.map((body) => `\u009b${body}`),
    ...OSC.flatMap((body) => [
      `\u001b]${body}\u0007`,
      `\u001b]${body}\u001b\\`,
      `\u009d${body}\u009c`,
      `\u001b]${body}`,
    ]),
    ...OTHER,
    ...SINGLE,
  ];
  it(`leaves nothing that acts of ${hostile.length} sequences`, () => {
    for (const sequence of hostile) {
      const plain = plainText(`before ${sequence} after`);
      assert.doesNotMatch(plain, ACTS, JSON.stringify(sequence));
      assert.match(plain, /^before /);
    }
  });

  it('takes the body of colours and titles out with them', () => {
    assert.equal(plainText('\u001b[1;31mred\u001b[0m'), 'red');
    assert.equal(plainText('a\u001b]0;title\u0007b'), 'ab');
    assert.equal(plainText('a\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\b'), 'alinkb');
  });

  it('reads line ends of Windows, and drops lone carriage returns that would overwrite what stood before', () => {
    assert.equal(plainText('a\r\nb\rc'), 'a\nbc');
  });
});

describe('plainLine', () => {
  it('keeps a name on one line', () => assert.equal(plainLine('a\nb\r\nc\td\u2028e'), 'a b c d e'));
});
