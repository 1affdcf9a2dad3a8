import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type KeptLog,
  keptLogId,
  keptLogOfRun,
  keptLogResource,
  keptTooMuch,
  neededOf,
} from '../../../../src/domain/logs/keptLog.ts';

const now = new Date('2026-03-10T12:00:00Z');
const log = (id: string, first: string, last: string, more: Partial<KeptLog> = {}): KeptLog => ({
  id,
  about: { engineId: 'kube:lab', resource: 'ml/train/main' },
  first: `2026-03-${first}Z`,
  last: `2026-03-${last}Z`,
  bytes: 100,
  ...more,
});

describe('kept logs', () => {
  it('have an id that no log of a cluster has', () => {
    assert.equal(keptLogId(keptLogResource('7-1-1')), '7-1-1');
    for (const other of ['kept/pod/main', 'kept/', 'ml/train/main', 'selector/["ml"]']) {
      assert.equal(keptLogId(other), undefined, other);
    }
  });

  it('give way to one that holds all of them, and are both needed when they only overlap', () => {
    const short = log('a', '10T10:00:00', '10T11:00:00');
    const long = log('b', '10T10:00:00', '10T11:30:00');
    const later = log('c', '10T10:30:00', '10T11:40:00');
    assert.equal(neededOf(short, long), long);
    assert.equal(neededOf(long, short), long);
    assert.equal(neededOf(long, later), undefined);
  });

  it('go when they are too old, and the oldest first when they are too much', () => {
    const logs = [
      log('old', '01T10:00:00', '01T11:00:00'),
      log('b', '09T10:00:00', '09T11:00:00'),
      log('c', '10T10:00:00', '10T11:00:00'),
    ];
    const gone = (days: number, bytes: number) => keptTooMuch(logs, { days, bytes }, now).map(({ id }) => id);
    assert.deepEqual(gone(7, 1000), ['old']);
    assert.deepEqual(gone(30, 250), ['old']);
    assert.deepEqual(gone(30, 100), ['b', 'old']);
    assert.deepEqual(gone(0, 1000).length, 3);
    assert.deepEqual(gone(30, 0).length, 3);
  });

  it('of a run: that of all its pods says more than that of one', () => {
    const of = (id: string, resource: string, last: string) =>
      log(id, '10T10:00:00', last, { about: { engineId: 'kube:lab', resource, runId: 'r1' } });
    const all = [
      of('one', 'ml/train-0/main', '10T11:00:00'),
      of('merged', 'selector/["ml",["a","b"]]', '10T10:30:00'),
      of('older', 'selector/["ml",["a","b"]]', '10T10:20:00'),
    ];
    assert.equal(keptLogOfRun(all, 'r1')?.id, 'merged');
    assert.equal(keptLogOfRun(all, 'r2'), undefined);
  });
});
