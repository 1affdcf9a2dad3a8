import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { busySum, busyText, type GpuReading, gpuUseOf, idleText } from '../../../../src/domain/cluster/gpuUse.ts';
import { GpuUseHistory } from '../../../../src/domain/cluster/gpuUseHistory.ts';
import { gpuUseSource, nodesUseText, podUseTexts } from '../../../../src/domain/cluster/gpuUseRows.ts';
import { prometheusOf } from '../../../../src/domain/cluster/prometheusSetting.ts';
import { SMI_PROGRAMS, smiBusy, smiText } from '../../../../src/domain/cluster/smiOutput.ts';

const MIB = 1024 ** 2;
const now = new Date('2026-01-01T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const from = { source: 'Prometheus monitoring/prometheus-server', readAt: now };

const reading = (facts: Partial<GpuReading>): GpuReading => ({ id: 'GPU-0', node: 'gpu-1', ...facts });
const memory = { usedBytes: 62_000 * MIB, totalBytes: 81_220 * MIB };

describe('use of GPUs', () => {
  it('is said in the sizes that GPUs are sold in', () => {
    const use = gpuUseOf([reading({ pod: 'ml/a', percent: 87.4, ...memory })], from);
    const busy = use.pods.get('ml/a') ?? assert.fail();
    assert.equal(busyText(busy, now, now), 'GPU 87 %, 61 of 80 GB');
    assert.equal(busyText(busy, now, minutes(3)), 'GPU 87 %, 61 of 80 GB (3 min ago)');
    assert.equal(busyText({ gpus: 1, percent: 5 }, now, now), 'GPU 5 %');
    assert.equal(busyText({ gpus: 1 }, now, now), undefined);
  });

  it('is summed up over the GPUs of a pod, and counts a shared GPU once for its node', () => {
    const use = gpuUseOf(
      [
        reading({ id: '0', pod: 'ml/a', percent: 100, ...memory }),
        reading({ id: '1', pod: 'ml/a', percent: 50, ...memory }),
        reading({ id: '2', pod: 'ml/b', percent: 30 }),
        reading({ id: '2', pod: 'ml/c', percent: 30 }),
      ],
      from,
    );
    assert.deepEqual([use.pods.get('ml/a')?.gpus, use.pods.get('ml/a')?.percent], [2, 75]);
    assert.deepEqual([use.nodes.get('gpu-1')?.gpus, use.nodes.get('gpu-1')?.percent], [3, 60]);
    // Memory is not known of all of them: then it is not said.
    assert.equal(use.nodes.get('gpu-1')?.totalBytes, undefined);
    assert.equal(
      busySum([
        { gpus: 3, percent: 10 },
        { gpus: 1, percent: 50 },
      ]).percent,
      20,
    );
  });

  it('says of a pod that it hardly uses what it holds, when that was so for long enough', () => {
    const past = (percent: number, since: Date) => ({ gpus: 8, past: { percent, since } });
    assert.equal(idleText(8, past(11, minutes(-20)), now), 'asked 8, used 11 % for 20 min');
    assert.match(idleText(8, past(11, minutes(-7)), now) ?? '', /^asked 8, used 11 % since \d/);
    assert.equal(idleText(8, past(11, minutes(-4)), now), undefined, 'a start takes a while');
    assert.equal(idleText(8, past(60, minutes(-20)), now), undefined);
    assert.equal(idleText(8, { gpus: 8 }, now), undefined);
  });

  it('takes the mean of Prometheus only when it knows all GPUs of the pod for so long', () => {
    const use = gpuUseOf(
      [
        reading({ id: '0', pod: 'ml/a', percent: 9, longPercent: 10 }),
        reading({ id: '1', pod: 'ml/a', percent: 9 }),
        reading({ id: '2', pod: 'ml/b', percent: 9, longPercent: 12 }),
      ],
      from,
    );
    assert.equal(use.pods.get('ml/a')?.past, undefined);
    assert.deepEqual(use.pods.get('ml/b')?.past, { percent: 12, since: minutes(-20) });
  });

  it('remembers what exporters told while somebody looked', () => {
    const history = new GpuUseHistory();
    const add = (minute: number, percent: number) =>
      history.add([reading({ pod: 'ml/a', percent })], minutes(minute)).get('ml/a');
    assert.deepEqual(add(0, 10), { percent: 10, since: minutes(0) });
    assert.deepEqual(add(1, 20), { percent: 15, since: minutes(0) });
    for (let minute = 2; minute <= 30; minute += 1) add(minute, 20);
    assert.deepEqual(add(31, 20), { percent: 20, since: minutes(11) }, 'no more than 20 minutes');
    assert.deepEqual(add(40, 20), { percent: 20, since: minutes(40) }, 'nobody knows what was in between');
    history.add([], minutes(41));
    assert.deepEqual(add(42, 5), { percent: 5, since: minutes(42) }, 'it was gone');
  });
});

describe('rows with the use of GPUs', () => {
  const value = gpuUseOf([reading({ node: 'gpu-1', pod: 'ml/a', percent: 4, longPercent: 3 })], from);
  const context = { now, gpuUse: { state: 'ready', value } } as const;

  it('say it of pods and of nodes, by host name too', () => {
    assert.deepEqual(podUseTexts({ namespace: 'ml', name: 'a' }, 2, context), [
      'GPU 4 %',
      'asked 2, used 3 % for 20 min',
    ]);
    assert.deepEqual(podUseTexts({ namespace: 'ml', name: 'b' }, 2, context), []);
    assert.equal(nodesUseText(['gpu-1.example.org'], context), 'GPU 4 %');
    assert.equal(nodesUseText(['gpu-2'], context), undefined);
  });

  it('say nothing where nothing is known, and tell in the tooltip how it can be had', () => {
    const failure = { code: 'not-found', message: 'none was found', nextStep: 'Install it.' } as const;
    const failed = { now, gpuUse: { state: 'failed', failure } } as const;
    assert.deepEqual(podUseTexts({ namespace: 'ml', name: 'a' }, 2, failed), []);
    assert.equal(nodesUseText(['gpu-1'], failed), undefined);
    assert.match(gpuUseSource(failed) ?? '', /not known: none was found\.\nInstall it\.\n“Show GPU use of pod”/);
    assert.match(gpuUseSource(context) ?? '', /Prometheus monitoring\/prometheus-server/);
    assert.equal(gpuUseSource({ now }), undefined);
  });
});

describe('programs that tell the use of GPUs', () => {
  const [nvidia, amd, rocm] = SMI_PROGRAMS;

  it('reads nvidia-smi, also where a value is not there', () => {
    const gpus =
      nvidia?.parse('0, NVIDIA H100 80GB HBM3, 87, 62000, 81559\n1, NVIDIA H100, [N/A], [N/A], [N/A]\nNo\n') ?? [];
    assert.deepEqual(gpus[1], { index: '1', name: 'NVIDIA H100' });
    assert.equal(busyText(smiBusy(gpus.slice(0, 1)), now, now), 'GPU 87 %, 61 of 80 GB');
    assert.match(
      smiText(gpus),
      /^GPU 0 {2}NVIDIA H100 80GB HBM3 {2}87 % {2}60\.5 GiB of 79\.6 GiB\nGPU 1 .*load not known/,
    );
  });

  it('reads amd-smi in the shapes of ROCm 6 and 7, also where a value is not there', () => {
    const gpu = {
      gpu: 0,
      usage: { gfx_activity: { value: 34, unit: '%' }, umc_activity: 'N/A' },
      mem_usage: { total_vram: { value: 196592, unit: 'MB' }, used_vram: { value: 98296, unit: 'MB' } },
    };
    const bare = { gpu: 1, usage: { gfx_activity: 'N/A' }, mem_usage: 'N/A' };
    const six = amd?.parse(JSON.stringify([gpu, bare], undefined, 4)) ?? [];
    assert.equal(busyText(smiBusy(six.slice(0, 1)), now, now), 'GPU 34 %, 96 of 192 GB');
    assert.deepEqual(six[1], { index: '1', name: 'AMD' });
    assert.deepEqual(amd?.parse(`WARNING: x\n${JSON.stringify({ gpu_data: [gpu, bare] })}`), six);
    for (const none of ['', 'ERROR: no driver', '[', '{"gpu_data": 1}']) assert.deepEqual(amd?.parse(none), []);
  });

  it('reads rocm-smi by the headings of its columns', () => {
    const text =
      'WARNING: x\ndevice,GPU use (%),VRAM Total Memory (B),VRAM Total Used Memory (B)\ncard0,12,206141652992,103070826496\n\n';
    const gpus = rocm?.parse(text) ?? [];
    assert.equal(busyText(smiBusy(gpus), now, now), 'GPU 12 %, 96 of 192 GB');
  });
});

describe('prometheusOf', () => {
  it('takes the first pattern that fits the context', () => {
    const setting = { lab: 'a/b:1', 'prod-*': 'c/d:2' };
    assert.deepEqual(
      [prometheusOf('lab', setting), prometheusOf('prod-eu', setting), prometheusOf('x', setting)],
      ['a/b:1', 'c/d:2', undefined],
    );
  });
});
