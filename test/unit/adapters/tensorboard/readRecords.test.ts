import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { maskedCrc32c } from '../../../../src/adapters/tensorboard/crc32c.ts';
import { readRecords } from '../../../../src/adapters/tensorboard/readRecords.ts';
import { record } from '../../../support/eventFile.ts';

const { signal } = new AbortController();

describe('records of an event file', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'records-'));
    path = join(folder, 'events.out.tfevents.1');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function read(offset = 0) {
    const texts: string[] = [];
    const end = await readRecords(
      path,
      offset,
      ({ bytes, from, to }) => texts.push(bytes.toString('utf8', from, to)),
      signal,
    );
    return { ...end, texts };
  }

  const of = (text: string) => record(Buffer.from(text));

  it('have sums as RFC 3720 says, masked', () => {
    const sum = 0xe3069283;
    const masked = (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
    assert.equal(maskedCrc32c(Buffer.from('x123456789'), 1, 10), masked);
  });

  it('are read on from where they were left, also when the last one was half written', async () => {
    const third = of('three');
    writeFileSync(path, Buffer.concat([of('one'), of('two'), third.subarray(0, 14)]));
    const first = await read();
    assert.deepEqual(first.texts, ['one', 'two']);
    assert.equal(first.damagedAt, undefined);
    appendFileSync(path, Buffer.concat([third.subarray(14), of('four')]));
    assert.deepEqual((await read(first.offset)).texts, ['three', 'four']);
  });

  it('with a wrong sum are left out and named, the others are there', async () => {
    const bad = of('two');
    bad[13] = (bad[13] ?? 0) ^ 1;
    writeFileSync(path, Buffer.concat([of('one'), bad, of('three')]));
    assert.deepEqual(await read(), { texts: ['one', 'three'], offset: 59, damagedAt: 19, skipped: 0 });
  });

  it('behind a broken length are found again', async () => {
    const bad = of('two');
    bad[2] = 9;
    writeFileSync(path, Buffer.concat([of('one'), bad, of('three')]));
    const { texts, damagedAt } = await read();
    assert.deepEqual(texts, ['one', 'three']);
    assert.equal(damagedAt, 19);
  });

  it('that are zeros at the end are looked at again when they have been written', async () => {
    writeFileSync(path, Buffer.concat([of('one'), Buffer.alloc(40)]));
    const { offset, damagedAt } = await read();
    assert.equal(damagedAt, 19);
    writeFileSync(path, Buffer.concat([of('one'), of('two'), of('three')]));
    assert.deepEqual((await read(offset)).texts, ['two', 'three']);
  });

  it('are read across the pieces in which a file comes, however large they are', async () => {
    const large = 'x'.repeat(700_000);
    writeFileSync(
      path,
      Buffer.concat([of('one'), of(large), ...Array.from({ length: 20_000 }, (_, at) => of(`${at}`))]),
    );
    const { texts } = await read();
    assert.equal(texts.length, 20_002);
    assert.equal(texts[1], large);
    assert.equal(texts.at(-1), '19999');
  });
});
