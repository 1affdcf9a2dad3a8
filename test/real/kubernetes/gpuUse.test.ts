// How busy GPUs are, read from a real Prometheus and from pods through the real API server. The machine has no GPU: what the DCGM exporter
// would say is said by a small server in its format; everything behind it is the real thing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { findGpuSource } from '../../../src/adapters/kubernetes/gpuSources.ts';
import { GpuUseWatches } from '../../../src/adapters/kubernetes/gpuUseWatch.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { busyText, gpuUseOf, idleText } from '../../../src/domain/cluster/gpuUse.ts';
import { SMI_PROGRAMS, smiBusy } from '../../../src/domain/cluster/smiOutput.ts';
import { exporterPod, holderPod, pythonPod } from '../../support/gpuPods.ts';
import { dcgmPast, dcgmText, type ToldGpu } from '../../support/dcgmText.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { realTransport, valueOf } from '../../support/kubeStreams.ts';
import { addressTowards, type PrometheusServer, serveText, startPrometheus } from '../../support/prometheusServer.ts';
import { watchedUntil } from '../../support/watchedUntil.ts';

const never = new AbortController().signal;
const NODE = 'gpu-node-1';
const GPUS: readonly ToldGpu[] = [
  { index: 0, node: NODE, pod: 'ml/busy', percent: 91, usedMib: 62_000 },
  { index: 1, node: NODE, pod: 'ml/idle', percent: 4, usedMib: 2_000 },
  { index: 2, node: NODE, pod: 'ml/idle', percent: 8, usedMib: 2_000 },
  { index: 3, node: NODE, percent: 0, usedMib: 0 },
];
/** What a scrape configuration for pods adds: the exporter's own pod. */
const TARGET = { namespace: 'gpu-operator', pod: 'nvidia-dcgm-exporter-abcde', container: 'exporter' };

/** The API server leads to pods alone, so that one stands before what runs on this machine. */
const RELAY = `
import os, socketserver, socket, threading
host, port = os.environ["TO"].split(":")
def pour(one, other):
    while data := one.recv(65536): other.sendall(data)
    other.shutdown(socket.SHUT_WR)
class Relay(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.create_connection((host, int(port))) as other:
            threading.Thread(target=pour, args=(self.request, other), daemon=True).start()
            pour(other, self.request)
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", 9090), Relay).serve_forever()
`;

/** Looks in one namespace, where the extension looks in all: what else the cluster has does not matter here. */
function within(transport: KubeTransport, namespace: string): KubeTransport {
  return {
    connection: transport.connection,
    request: (request) => transport.request(request),
    json: (request) =>
      transport.json({
        ...request,
        path: request.path.replace(/^\/api\/v1\/(pods|services)$/, `/api/v1/namespaces/${namespace}/$1`),
      }),
    socket: (request, signal) => transport.socket(request, signal),
    dispose: () => undefined,
  };
}

describe('use of GPUs on a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  let exporter: Awaited<ReturnType<typeof serveText>>;
  let prometheus: PrometheusServer;

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'gpuuse');
    transport = await realTransport();
    const host = await addressTowards(transport.connection.server);
    exporter = await serveText(host, () => dcgmText(GPUS));
    const past = dcgmPast(
      GPUS.filter(({ pod }) => pod !== 'ml/busy'),
      25,
      { ...TARGET, job: 'gpus', instance: `${host}:${exporter.port}` },
    );
    prometheus = await startPrometheus({ host, target: { port: exporter.port, labels: TARGET }, past });
    const direct = exporterPod('nvidia-dcgm-exporter-x', GPUS);
    const holder = holderPod('holder', 1);
    const metadata = {
      name: 'prometheus-server',
      labels: { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server' },
    };
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'prom' }, ports: [{ name: 'http', port: 80, targetPort: 9090 }] },
    };
    const relay = pythonPod({
      name: 'prometheus',
      labels: { app: 'prom' },
      port: 9090,
      script: RELAY,
      env: { TO: `${host}:${prometheus.port}` },
    });
    await kubectl.ok(
      ['apply', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [service, relay, direct, holder] }),
    );
    await kubectl.ok(['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=90s']);
    await kubectl.ok([
      'wait',
      '--for=jsonpath={.subsets[0].addresses[0].ip}',
      'endpoints/prometheus-server',
      '--timeout=60s',
    ]);
  });
  after(async () => {
    transport?.dispose();
    exporter?.stop();
    await Promise.all([kubectl?.close(), prometheus?.stop()]);
  });

  it('is found in Prometheus, with means of 20 minutes where the pod had the GPU so long', async () => {
    const { source, readings } = valueOf(await findGpuSource(within(transport, kubectl.namespace), undefined, never));
    assert.equal(source.name, `Prometheus ${kubectl.namespace}/prometheus-server`);
    const now = new Date();
    const use = gpuUseOf(readings, { source: source.name, readAt: now });
    const [busy, idle] = [use.pods.get('ml/busy'), use.pods.get('ml/idle')];
    assert.ok(busy && idle);
    assert.equal(busyText(busy, now, now), 'GPU 91 %, 61 of 80 GB');
    assert.equal(idleText(1, busy, now), undefined);
    assert.equal(busyText(idle, now, now), 'GPU 6 %, 4 of 160 GB');
    assert.equal(idleText(2, idle, now), 'asked 2, used 6 % for 20 min');
    // The one that nobody holds is counted with its node, and not given to the exporter that tells of it.
    const node = use.nodes.get(NODE);
    assert.ok(node);
    assert.deepEqual([node.gpus, Math.round(node.percent ?? 0)], [4, 26]);
  });

  it('is read once for all who look, and again only after a while', async () => {
    let asked = 0;
    const counting: KubeTransport = {
      connection: transport.connection,
      request: (request) => transport.request(request),
      json: (request) => {
        asked += request.path.includes('/proxy/') ? 1 : 0;
        return transport.json(request);
      },
      socket: (request, signal) => transport.socket(request, signal),
      dispose: () => undefined,
    };
    const options = { prometheus: () => `${kubectl.namespace}/prometheus-server:80`, isLookedAt: () => true };
    const watches = new GpuUseWatches(counting, options, systemClock);
    const [one, other] = [watches.watch(), watches.watch()];
    await watchedUntil(one, () => one.current.state === 'ready', 30_000);
    assert.equal(other.current.state, 'ready');
    one.dispose();
    other.dispose();
    const third = watches.watch();
    assert.equal(third.current.state, 'ready', 'what was read is there at once');
    third.dispose();
    assert.equal(asked, 1);
  });

  it('is read from exporters themselves where no Prometheus has it', async () => {
    await kubectl.ok(['delete', 'service', 'prometheus-server']);
    const { source, readings } = valueOf(await findGpuSource(within(transport, kubectl.namespace), undefined, never));
    assert.equal(source.name, 'the DCGM exporter');
    const now = new Date();
    const use = gpuUseOf(readings, { source: source.name, readAt: now }, new Map());
    const busy = use.pods.get('ml/busy');
    assert.ok(busy);
    assert.equal(busyText(busy, now, now), 'GPU 91 %, 61 of 80 GB');
    // Where the exporter runs, whatever it calls its host.
    const [node] = use.nodes.keys();
    assert.equal(node, (await kubectl.ok(['get', 'pod', '-o', 'jsonpath={.items[0].spec.nodeName}'])).trim());
  });

  it('is asked of nvidia-smi in the pod that holds GPUs', async () => {
    const [nvidia] = SMI_PROGRAMS;
    assert.ok(nvidia);
    const container = { namespace: kubectl.namespace, pod: 'holder' };
    const { stdout } = valueOf(await podExec(transport, container, nvidia.command, never));
    const gpus = nvidia.parse(stdout);
    assert.deepEqual(
      gpus.map(({ index, name }) => [index, name]),
      [['0', 'NVIDIA A100-SXM4-80GB']],
    );
    const now = new Date();
    assert.match(busyText(smiBusy(gpus), now, now) ?? '', /^GPU \d+ %, \d+ of 80 GB$/);
  });
});
