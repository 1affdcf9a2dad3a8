import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GPU_METRICS, gpuReadings, MARK, MARKS } from '../../../../src/adapters/kubernetes/gpuReadings.ts';
import { metricLines } from '../../../../src/adapters/kubernetes/metricLines.ts';
import {
  prometheusAddressOf,
  prometheusCandidates,
  prometheusPath,
} from '../../../../src/adapters/kubernetes/prometheusAddress.ts';

const all = (text: string) => metricLines(text, () => true);

describe('metricLines', () => {
  it('reads names, labels with escapes, values and stamps', () => {
    const text =
      '# HELP a b\n# TYPE a gauge\na{x="1",y="say \\"hi\\"\\n\\\\",} 2.5 1700000000\nb 3\nc{} NaN\n{broken 1\nd{x=1} 2\n';
    assert.deepEqual(
      all(text).map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]),
      [
        ['a', { x: '1', y: 'say "hi"\n\\' }, 2.5],
        ['b', {}, 3],
      ],
    );
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    const began = performance.now();
    all(`a{x="${'\\'.repeat(200_000)}\n${'a{'.repeat(100_000)}\na{${'x="1",'.repeat(50_000)} `);
    assert.ok(performance.now() - began < 2_000);
  });
});

describe('gpuReadings', () => {
  const of = (text: string, node?: string) =>
    gpuReadings(
      metricLines(text, (name) => GPU_METRICS.has(name)),
      node,
    );

  it('makes one reading of the metrics of a GPU', () => {
    const labels = 'gpu="0",UUID="GPU-a",Hostname="gpu-1",namespace="ml",pod="train"';
    const [gpu] = of(
      `DCGM_FI_DEV_GPU_UTIL{${labels}} 87\nDCGM_FI_DEV_FB_USED{${labels}} 1\nDCGM_FI_DEV_FB_FREE{${labels}} 3\n`,
    );
    assert.deepEqual(gpu, {
      id: 'GPU-a ',
      node: 'gpu-1',
      pod: 'ml/train',
      percent: 87,
      usedBytes: 1024 ** 2,
      totalBytes: 4 * 1024 ** 2,
    });
  });

  it('takes the engine’s activity for slices, and no value that DCGM could not read', () => {
    const slice = 'UUID="GPU-a",GPU_I_ID="3",GPU_I_PROFILE="1g.10gb",namespace="ml",pod="train"';
    const [one, other] = of(
      `DCGM_FI_PROF_GR_ENGINE_ACTIVE{${slice}} 0.25\nDCGM_FI_DEV_GPU_UTIL{UUID="GPU-b"} 9223372036854775794\n`,
      'n',
    );
    assert.deepEqual([one?.percent, one?.node], [25, 'n']);
    assert.deepEqual(other, { id: 'GPU-b ', node: 'n' });
  });

  it('gives a GPU to its holder, and not to the exporter that Prometheus scraped', () => {
    const sample = (labels: Record<string, string>) => ({
      name: 'DCGM_FI_DEV_GPU_UTIL',
      labels: new Map(Object.entries({ UUID: 'a', ...labels })),
      value: 5,
    });
    const scraped = { namespace: 'gpu', pod: 'dcgm-x', exported_namespace: 'ml', exported_pod: 'train' };
    assert.equal(gpuReadings([sample(scraped)])[0]?.pod, 'ml/train');
  });

  it('knows a mean only where the holder was there 20 minutes ago', () => {
    const sample = (mark: string | undefined, value: number) => ({
      name: mark === undefined ? 'DCGM_FI_DEV_GPU_UTIL' : '',
      labels: new Map([['UUID', 'a'], ...(mark === undefined ? [] : [[MARK, mark] as const])] as [string, string][]),
      value,
    });
    const [young] = gpuReadings([sample(undefined, 5), sample(MARKS.utilMean, 6)]);
    const [old] = gpuReadings([sample(undefined, 5), sample(MARKS.utilMean, 6), sample(MARKS.before, 9)]);
    assert.deepEqual([young?.longPercent, old?.longPercent], [undefined, 6]);
  });
});

describe('addresses of Prometheus', () => {
  it('reads what the setting names, and nothing that leads elsewhere', () => {
    const address = prometheusAddressOf('monitoring/https:thanos:9091/select/0');
    assert.ok(address.ok);
    assert.equal(
      prometheusPath(address.value),
      '/api/v1/namespaces/monitoring/services/https%3Athanos%3A9091/proxy/select/0',
    );
    for (const wrong of ['prometheus', 'a/b/../../secrets', '../x:1', 'a/b:1/..', 'a b/c', 'http://x/y'])
      assert.equal(prometheusAddressOf(wrong).ok, false, wrong);
  });

  it('finds the services of the usual installations, and no other part of them', () => {
    const service = (
      name: string,
      labels: Record<string, string>,
      ports: readonly { readonly name?: string; readonly port: number }[],
    ) => ({ metadata: { name, namespace: 'm', labels }, spec: { ports } });
    const found = prometheusCandidates([
      service('prometheus-operated', { 'operated-prometheus': 'true' }, [{ name: 'http-web', port: 9090 }]),
      service('kps-prometheus', { app: 'kube-prometheus-stack-prometheus' }, [
        { name: 'reloader-web', port: 8080 },
        { name: 'http-web', port: 9090 },
      ]),
      service('prometheus-alertmanager', { app: 'prometheus', component: 'alertmanager' }, [
        { name: 'http', port: 80 },
      ]),
      service('vmselect-x', { 'app.kubernetes.io/name': 'vmselect' }, [{ name: 'http', port: 8481 }]),
      service('odd', { app: 'prometheus' }, [{ name: 'grpc', port: 1234 }]),
    ]);
    assert.deepEqual(
      found.map((address) => prometheusPath(address).replace('/api/v1/namespaces/m/services/', '')),
      [
        'kps-prometheus%3A9090/proxy',
        'vmselect-x%3A8481/proxy/select/0/prometheus',
        'prometheus-operated%3A9090/proxy',
      ],
    );
  });
});
