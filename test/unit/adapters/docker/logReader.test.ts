import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LogReader } from '../../../../src/adapters/docker/logReader.ts';
import { LogReplay } from '../../../../src/adapters/docker/logReplay.ts';
import { LogRestarts } from '../../../../src/adapters/docker/logRestarts.ts';

const stamp = (second: number) => `2026-01-31T10:00:0${second}.123456789Z`;

/** One message as the engine frames it. */
function frame(type: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** A reader that has read this answer to its end. */
function readerOf(bytes: Buffer, hasTerminal = false): LogReader {
  const reader = new LogReader(new LogReplay(), new LogRestarts());
  reader.open(hasTerminal);
  const events = [...reader.push(bytes), ...reader.close()];
  assert.ok(events.length > 0);
  return reader;
}

describe('the last line of a log', () => {
  const first = frame(1, `${stamp(1)} one\n`);
  const last = frame(2, `${stamp(2)} two é\n`);

  it('tells that nothing is missing when it was read', () => {
    assert.ok(readerOf(Buffer.concat([first, last])).isComplete(last));
  });

  it('tells that something is missing when it is another one', () => {
    const reader = readerOf(Buffer.concat([first, last]));
    assert.ok(!reader.isComplete(frame(2, `${stamp(3)} two é\n`)), 'later');
    assert.ok(!reader.isComplete(frame(2, `${stamp(2)} two\n`)), 'other text');
    assert.ok(!reader.isComplete(frame(1, `${stamp(2)} two é\n`)), 'other stream');
    assert.ok(!reader.isComplete(Buffer.alloc(0)), 'none');
  });

  it('tells nothing while a stream stands within a line, also when the other one has gone on', () => {
    const open = frame(1, `${stamp(1)} no end`);
    assert.ok(!readerOf(Buffer.concat([open, last])).isComplete(last));
    assert.ok(!readerOf(open).isComplete(open));
  });

  it('is found in the log of a terminal, too', () => {
    const reader = readerOf(Buffer.from(`${stamp(1)} one\r\n${stamp(2)} two\r\n`), true);
    assert.ok(reader.isComplete(Buffer.from(`${stamp(2)} two\r\n`)));
    assert.ok(!reader.isComplete(Buffer.from(`${stamp(3)} two\r\n`)));
  });
});
