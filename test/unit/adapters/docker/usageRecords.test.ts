import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { asRecord } from '../../../../src/adapters/http/json.ts';
import { gpusIn, usageOf } from '../../../../src/adapters/docker/usageRecords.ts';

function frame(second: number, usedNs: number, memory: object): Map<string, unknown> {
  const read = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const value = {
    read,
    preread: '0001-01-01T00:00:00Z',
    cpu_stats: { cpu_usage: { total_usage: usedNs } },
    memory_stats: memory,
  };
  return new Map(asRecord(value));
}

describe('usageOf', () => {
  it('takes the file cache off the memory, in cgroup v1 and v2', () => {
    const v1 = usageOf(
      frame(1, 0, { usage: 100, limit: 1000, stats: { total_inactive_file: 30, inactive_file: 1 } }),
      undefined,
    );
    assert.equal(v1?.usage.memoryBytes, 70);
    assert.equal(v1.usage.memoryLimitBytes, 1000);
    const v2 = usageOf(frame(1, 0, { usage: 100, limit: 2 ** 63, stats: { inactive_file: 40 } }), undefined);
    assert.equal(v2?.usage.memoryBytes, 60);
    assert.equal(v2.usage.memoryLimitBytes, undefined);
  });

  it('makes cores of two frames', () => {
    const first = usageOf(frame(1, 1e9, { usage: 1 }), undefined);
    assert.equal(first?.usage.cpuCores, 0);
    assert.equal(usageOf(frame(3, 4e9, { usage: 1 }), first.sample)?.usage.cpuCores, 1.5);
    assert.equal(usageOf(frame(3, 0, { usage: 1 }), first.sample)?.usage.cpuCores, 0);
  });

  it('has nothing of a container that is not running', () => {
    const stopped = { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} };
    assert.equal(usageOf(new Map(asRecord(stopped)), undefined), undefined);
    assert.equal(usageOf(new Map(), undefined), undefined);
  });

  it('adds networks and blocks up', () => {
    const facts = frame(1, 0, { usage: 1 });
    facts.set('networks', { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } });
    const blocks = [
      { op: 'Read', value: 5 },
      { op: 'write', value: 6 },
      { op: 'read', value: 7 },
      { op: 'Total', value: 99 },
    ];
    facts.set('blkio_stats', { io_service_bytes_recursive: blocks });
    const usage = usageOf(facts, undefined)?.usage;
    assert.deepEqual([usage?.networkReadBytes, usage?.networkWrittenBytes], [11, 22]);
    assert.deepEqual([usage?.blockReadBytes, usage?.blockWrittenBytes], [12, 6]);
  });
});

describe('gpusIn', () => {
  it('leaves out what is no line of figures', () => {
    assert.deepEqual(gpusIn('NVIDIA-SMI has failed because it could not communicate\n\n'), []);
  });
});
