import assert from 'node:assert/strict';
import { LINE_LIMIT, LineSplitter, type SplitPiece } from '../../../../src/domain/logs/lineSplitter.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function split(chunks: readonly Uint8Array[], prefixLength = 0): SplitPiece[] {
  const splitter = new LineSplitter(prefixLength);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

const linesOf = (pieces: readonly SplitPiece[]) =>
  pieces.map((piece) => (piece.kind === 'line' ? piece.text : `rest:${piece.text}`));

/** Bytes as programs write them, and the lines they are. */
const CORPUS: readonly { readonly name: string; readonly input: Uint8Array; readonly lines: readonly string[] }[] = [
  { name: 'plain', input: bytes('one\ntwo\n'), lines: ['one', 'two'] },
  { name: 'no line end', input: bytes('one\ntwo'), lines: ['one', 'two'] },
  { name: 'empty lines', input: bytes('\n\na\n\n'), lines: ['', '', 'a', ''] },
  { name: 'Windows line ends', input: bytes('a\r\nb\r\n'), lines: ['a', 'b'] },
  { name: 'progress bar', input: bytes('\r 1%\r 2%\r100%\nnext\n'), lines: ['100%', 'next'] },
  { name: 'progress bar that ends with a carriage return', input: bytes('10%\r20%\r\n'), lines: ['20%'] },
  { name: 'several carriage returns before the end', input: bytes('a\r\r\r\nb\n'), lines: ['a', 'b'] },
  { name: 'UTF-8 of two, three and four bytes', input: bytes('é€😀\n你好\n'), lines: ['é€😀', '你好'] },
  { name: 'line separators of Unicode', input: bytes('a\u2028b\u2029c\u0085d\n'), lines: ['a\u2028b\u2029c\u0085d'] },
  { name: 'form feed and vertical tab', input: bytes('a\fb\vc\n'), lines: ['a\fb\vc'] },
  { name: 'NUL', input: bytes('a\0b\n'), lines: ['a\0b'] },
  { name: 'byte order mark inside', input: bytes('x\n\ufeffy\n'), lines: ['x', '\ufeffy'] },
  {
    name: 'bytes that are no UTF-8',
    input: Uint8Array.from([0x61, 0xff, 0xfe, 0x62, 10, 0xc3, 10, 0x63, 10]),
    lines: ['a\ufffd\ufffdb', '\ufffd', 'c'],
  },
  {
    name: 'a lone surrogate in UTF-8',
    input: Uint8Array.from([0xed, 0xa0, 0x80, 0x41, 10]),
    lines: ['\ufffd\ufffd\ufffdA'],
  },
];

describe('LineSplitter', () => {
  for (const { name, input, lines } of CORPUS) {
    it(`gives the same lines at every split position: ${name}`, () => {
      for (let at = 0; at <= input.length; at++) {
        assert.deepEqual(linesOf(split([input.subarray(0, at), input.subarray(at)])), lines, `split at ${at}`);
      }
      assert.deepEqual(linesOf(split(Array.from(input, (byte) => Uint8Array.of(byte)))), lines, 'byte by byte');
    });
  }

  it('keeps the prefix of a line that is overwritten', () => {
    assert.deepEqual(linesOf(split([bytes('STAMP 10%\r20%\n')], 6)), ['STAMP 20%']);
    assert.deepEqual(linesOf(split([bytes('STAMP \r20%\n')], 6)), ['STAMP 20%']);
    assert.deepEqual(linesOf(split([bytes('STAMP \n')], 6)), ['STAMP ']);
  });

  it('shows the line that has no end as a terminal would', () => {
    const splitter = new LineSplitter();
    splitter.push(bytes('done\n 10%'));
    assert.equal(splitter.pending, ' 10%');
    splitter.push(bytes('\r 20%'));
    assert.equal(splitter.pending, ' 20%');
    splitter.push(bytes('\n'));
    assert.equal(splitter.pending, '');
  });

  it('cuts a long line for the view and hands on the rest, whole', () => {
    const text = 'x'.repeat(LINE_LIMIT + 10);
    for (const chunk of [LINE_LIMIT * 2, 1000, 65_537]) {
      const chunks = [];
      const input = bytes(`${text}\nnext\n`);
      for (let at = 0; at < input.length; at += chunk) chunks.push(input.subarray(at, at + chunk));
      const pieces = split(chunks);
      assert.deepEqual(pieces[0], { kind: 'line', text: 'x'.repeat(LINE_LIMIT), isCut: true });
      const rest = pieces.flatMap((piece) => (piece.kind === 'rest' ? [piece.text] : []));
      assert.equal(rest.join(''), 'x'.repeat(10));
      assert.deepEqual(pieces.at(-1), { kind: 'line', text: 'next', isCut: false });
    }
  });

  it('does not cut between the halves of a character', () => {
    const [first] = split([bytes(`${'x'.repeat(LINE_LIMIT - 1)}😀\n`)]);
    assert.equal(first?.kind === 'line' ? first.text : '', 'x'.repeat(LINE_LIMIT - 1));
  });

  it('holds no more than one line of 50 MB needs', () => {
    const splitter = new LineSplitter();
    const chunk = new Uint8Array(65_536).fill(120);
    let longest = 0;
    let size = 0;
    for (let sent = 0; sent < 50_000_000; sent += chunk.length) {
      for (const piece of splitter.push(chunk)) size += piece.text.length;
      longest = Math.max(longest, splitter.pending.length);
    }
    for (const piece of splitter.end()) size += piece.text.length;
    assert.ok(longest <= LINE_LIMIT * 2, `${longest}`);
    assert.equal(size, Math.ceil(50_000_000 / chunk.length) * chunk.length);
  });

  it('keeps a progress bar that never ends to its last state', () => {
    const splitter = new LineSplitter();
    for (let index = 0; index < 20_000; index++) {
      assert.deepEqual(splitter.push(bytes(`\r ${index} of 20000 ###########`)), []);
    }
    assert.equal(splitter.pending, ' 19999 of 20000 ###########');
  });
});
