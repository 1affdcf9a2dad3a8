import assert from 'node:assert/strict';
import { FramedLog, type LogFraming, stampLength, TerminalLog } from '../../../../src/adapters/docker/logFrames.ts';

const STAMP = '2026-01-31T10:00:00.123456789Z ';

function frame(stream: 'stdout' | 'stderr', text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream === 'stderr' ? 2 : 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** What each stream says in all, whatever the chunks are. */
function textOf(framing: LogFraming, chunks: readonly Uint8Array[]): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const chunk of chunks) {
    for (const { stream, bytes } of framing.push(chunk)) {
      texts[stream] = (texts[stream] ?? '') + Buffer.from(bytes).toString('utf8');
    }
  }
  return texts;
}

describe('FramedLog', () => {
  const input = Buffer.concat([
    frame('stdout', `${STAMP}one\n`),
    frame('stderr', `${STAMP}first part, `),
    frame('stdout', `${STAMP}two\n`),
    frame('stderr', `${STAMP}second part\n`),
    frame('stdout', ''),
    frame('stdout', `${STAMP}three\n`),
  ]);
  const wanted = { stdout: `${STAMP}one\n${STAMP}two\n${STAMP}three\n`, stderr: `${STAMP}first part, second part\n` };

  it('gives the same text at every split position, with one stamp a line', () => {
    for (let at = 0; at <= input.length; at++) {
      assert.deepEqual(
        textOf(new FramedLog(STAMP.length), [input.subarray(0, at), input.subarray(at)]),
        wanted,
        `split at ${at}`,
      );
    }
    assert.deepEqual(
      textOf(
        new FramedLog(STAMP.length),
        Array.from(input, (byte) => Uint8Array.of(byte)),
      ),
      wanted,
    );
  });

  it('joins the frames of one stream', () => {
    const many = Buffer.concat(Array.from({ length: 1000 }, (_, n) => frame('stdout', `${STAMP}${n}\n`)));
    assert.equal(new FramedLog(STAMP.length).push(many).length, 1);
  });

  it('takes 64 KiB of one-byte frames without growing the stack', () => {
    const tiny = Buffer.concat(Array.from({ length: 7_281 }, (_, n) => frame('stdout', n % 10 === 9 ? '\n' : 'x')));
    assert.equal(textOf(new FramedLog(0), [tiny])['stdout']?.length, 7_281);
  });

  it('knows stamps of every length from the first bytes, and waits for enough of them', () => {
    for (const stamp of [STAMP, '2026-01-31T10:00:00+01:00 ', '2026-01-31T10:00:00.1Z ']) {
      assert.equal(stampLength(frame('stdout', `${stamp}text\n`), 8), stamp.length);
      assert.equal(stampLength(frame('stdout', stamp.slice(0, -1)), 8), undefined);
    }
    assert.equal(stampLength(frame('stdout', 'no stamp here\n'), 8), 0);
    assert.equal(stampLength(new Uint8Array(), 8), undefined);
  });
});

describe('TerminalLog', () => {
  const long = 'y'.repeat(40_000);
  const messages = [long.slice(0, 16_384), long.slice(16_384, 32_768), `${long.slice(32_768)}\r\n`];
  const input = Buffer.from(`${STAMP}one\r\n${messages.map((text) => STAMP + text).join('')}${STAMP}end\r\n`);
  const wanted = { stdout: `${STAMP}one\r\n${STAMP}${long}\r\n${STAMP}end\r\n` };

  it('finds the stamps inside of long lines, whatever the chunks are', () => {
    for (const size of [1, 7, 31, 1000, 16_384, 16_415, 65_536]) {
      const chunks = [];
      for (let at = 0; at < input.length; at += size) chunks.push(input.subarray(at, at + size));
      assert.deepEqual(textOf(new TerminalLog(STAMP.length), chunks), wanted, `chunks of ${size}`);
    }
  });
});
