import assert from 'node:assert/strict';
import { LogBuffer } from '../../../../src/domain/logs/logBuffer.ts';
import type { LogEntry } from '../../../../src/domain/logs/ports.ts';

const entries = (from: number, count: number, text = (n: number) => String(n)): LogEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    number: from + index + 1,
    stream: 'stdout',
    text: text(from + index),
  }));

const texts = (list: readonly LogEntry[]) => list.map(({ text }) => text);

describe('LogBuffer', () => {
  it('keeps numbers over batches and gives any part', () => {
    const buffer = new LogBuffer();
    buffer.append(entries(0, 3));
    buffer.append([]);
    buffer.append(entries(3, 1));
    buffer.append(entries(4, 5));
    assert.deepEqual([buffer.start, buffer.end], [0, 9]);
    assert.deepEqual(texts(buffer.slice(2, 6)), ['2', '3', '4', '5']);
    assert.deepEqual(texts(buffer.slice(-5, 100)), ['0', '1', '2', '3', '4', '5', '6', '7', '8']);
    assert.equal(buffer.at(4)?.text, '4');
    assert.equal(buffer.at(9), undefined);
  });

  it('drops the oldest above its number of entries', () => {
    const buffer = new LogBuffer({ entries: 10, characters: 1e9 });
    for (let at = 0; at < 100; at += 4) buffer.append(entries(at, 4));
    assert.equal(buffer.end, 100);
    assert.ok(buffer.end - buffer.start <= 10);
    assert.deepEqual(texts(buffer.slice(0, 1000)), ['92', '93', '94', '95', '96', '97', '98', '99']);
  });

  it('shortens one batch that is larger than all of it', () => {
    const buffer = new LogBuffer({ entries: 10, characters: 1e9 });
    buffer.append(entries(0, 50));
    assert.deepEqual([buffer.start, buffer.end], [40, 50]);
    assert.equal(buffer.at(40)?.text, '40');
  });

  it('is bounded in characters, too', () => {
    const buffer = new LogBuffer({ entries: 1e6, characters: 1000 });
    for (let at = 0; at < 50; at++) buffer.append(entries(at, 1, () => 'x'.repeat(100)));
    assert.ok(buffer.end - buffer.start <= 10);
  });

  it('forgets on request and goes on counting', () => {
    const buffer = new LogBuffer();
    buffer.append(entries(0, 3));
    buffer.clear();
    assert.deepEqual([buffer.start, buffer.end], [3, 3]);
    buffer.append(entries(3, 1));
    assert.deepEqual(texts(buffer.slice(0, 10)), ['3']);
  });
});
