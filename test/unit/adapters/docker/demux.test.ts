import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Demultiplexer, demultiplex } from '../../../../src/adapters/docker/demux.ts';

const STREAMS = ['stdin', 'stdout', 'stderr', 'system'];

function frame(type: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function read(demultiplexer: Demultiplexer, chunks: readonly Uint8Array[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const chunk of chunks) {
    for (const { stream, bytes } of demultiplexer.push(chunk)) {
      texts.set(stream, (texts.get(stream) ?? '') + Buffer.from(bytes).toString('latin1'));
    }
  }
  return texts;
}

describe('Demultiplexer', () => {
  const message = Buffer.concat([
    frame(1, 'out 1\n'),
    frame(2, 'err 1\n'),
    frame(1, ''),
    frame(1, 'out 2\n'),
    frame(3, 'broken'),
  ]);

  it('takes the streams apart at every possible chunk border', () => {
    for (let border = 0; border <= message.length; border++) {
      const demultiplexer = new Demultiplexer();
      const texts = read(demultiplexer, [message.subarray(0, border), message.subarray(border)]);
      assert.deepEqual(
        texts,
        new Map([
          ['stderr', 'err 1\n'],
          ['stdout', 'out 1\nout 2\n'],
          ['system', 'broken'],
        ]),
      );
      assert.equal(demultiplexer.isAtFrameEnd, true);
    }
  });

  it('takes single bytes', () => {
    const chunks = Array.from(message, (byte) => Uint8Array.of(byte));
    assert.equal(read(new Demultiplexer(), chunks).get('stdout'), 'out 1\nout 2\n');
  });

  it('survives a chunk of 64 KiB of frames with one byte each', () => {
    const frames = Array.from({ length: 7281 }, () => frame(1, 'x'));
    assert.equal(read(new Demultiplexer(), [Buffer.concat(frames)]).get('stdout'), 'x'.repeat(7281));
  });

  it('hands on a large frame piece by piece without holding it', () => {
    const header = Buffer.alloc(8);
    header[0] = 2;
    header.writeUInt32BE(0xff_ff_ff_ff, 4);
    const demultiplexer = new Demultiplexer();
    demultiplexer.push(header);
    const chunk = Buffer.alloc(65_536, 'a');
    const [piece] = demultiplexer.push(chunk);
    assert.equal(piece?.stream, 'stderr');
    assert.equal(piece?.bytes.buffer, chunk.buffer);
    assert.equal(demultiplexer.isAtFrameEnd, false);
  });

  it('hands on the bytes of a terminal at once and unchanged', () => {
    for (const text of ['# ', '\u001b[1mroot\r\n', '\u0001\u0002 odd']) {
      const texts = read(
        new Demultiplexer(),
        Array.from(Buffer.from(text, 'latin1'), (byte) => Uint8Array.of(byte)),
      );
      assert.equal(texts.get('stdout'), text);
    }
  });

  it('loses nothing of random frames in random chunks', () => {
    let seed = 7;
    const random = (limit: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % limit;
    const expected = new Map<string, string>();
    const frames: Buffer[] = [];
    for (let index = 0; index < 2000; index++) {
      const type = 1 + random(2);
      const text = `${index}:${'y'.repeat(random(300))}\n`;
      frames.push(frame(type, text));
      const name = STREAMS[type] ?? '';
      expected.set(name, (expected.get(name) ?? '') + text);
    }
    const all = Buffer.concat(frames);
    const chunks: Buffer[] = [];
    for (let from = 0; from < all.length; ) {
      const end = from + 1 + random(5000);
      chunks.push(all.subarray(from, end));
      from = end;
    }
    assert.deepEqual(read(new Demultiplexer(), chunks), expected);
  });
});

describe('demultiplex', () => {
  it('asks for the next chunk only when the reader does', async () => {
    let produced = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 100; index++) {
        produced += 1;
        yield frame(1, String(index));
      }
    }
    const pieces = demultiplex(source());
    await pieces.next();
    await pieces.next();
    assert.equal(produced, 2);
    await pieces.return();
  });
});
