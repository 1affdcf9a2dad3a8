// @ts-check
// The cluster of the test bed: what runs in it is real, and it leaves nothing behind.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { runCommand } from '../runCommand.mjs';
import { makeStateDir, removeStateDir } from '../testState.mjs';
import { ctr } from './clusterImages.mjs';
import { clusterPlace } from './clusterPlace.mjs';
import { assertNoClusterLeft, createPod, kubectl, until, waitForPhase } from './clusterTests.mjs';
import { startCluster } from './startCluster.mjs';
import { stopCluster } from './stopCluster.mjs';

const command = join(dirname(fileURLToPath(import.meta.url)), '..', 'testbed.mjs');
const seconds = 1000;
/** @type {string} */
let stateDir;
/** @type {import('./clusterHandle.mjs').Cluster} */
let cluster;
/** The variable is for tests of the product; these are about the test bed's own cluster. */
const given = process.env['TRAINYARD_TEST_CONTEXT'];

describe('cluster', function () {
  this.timeout(120 * seconds);
  before(async function () {
    this.timeout(900 * seconds);
    delete process.env['TRAINYARD_TEST_CONTEXT'];
    stateDir = makeStateDir();
    cluster = await startCluster({ stateDir });
  });

  after(async function () {
    this.timeout(60 * seconds);
    try {
      await stopCluster({ stateDir, wipe: true });
      await assertNoClusterLeft(stateDir);
    } finally {
      if (given !== undefined) process.env['TRAINYARD_TEST_CONTEXT'] = given;
      await removeStateDir(stateDir);
    }
  });

  it('has one ready node with GPUs, and is found by whoever starts it again', async () => {
    const node = JSON.parse(await kubectl(cluster, ['get', 'node', cluster.nodeName, '-o', 'json']));
    assert.equal(node.status.allocatable['nvidia.com/gpu'], '4');
    assert.equal(node.metadata.labels['nvidia.com/gpu.product'], 'NVIDIA-A100-SXM4-80GB');
    assert.match(node.status.nodeInfo.kubeletVersion, /^v1\.34\./);
    const again = await startCluster({ stateDir });
    assert.deepEqual([cluster.startedHere, again.startedHere, again.nodeAddress], [true, false, cluster.nodeAddress]);
    await assert.rejects(startCluster({ stateDir, gpus: 2 }), /runs with 4 GPUs/);
  });

  it('runs a Deployment of three, with logs, exec, DNS and a Service', async () => {
    const server = [
      'import http.server, socket',
      'class Answer(http.server.BaseHTTPRequestHandler):',
      '  def do_GET(self):',
      '    self.send_response(200); self.end_headers(); self.wfile.write(socket.gethostname().encode())',
      "print('serving', flush=True)",
      "http.server.HTTPServer(('', 8080), Answer).serve_forever()",
    ].join('\n');
    const flags = ['--image', cluster.images.python, '--replicas', '3', '--port', '8080'];
    await kubectl(cluster, ['create', 'deployment', 'web', ...flags, '--', 'python3', '-c', server]);
    await kubectl(cluster, ['expose', 'deployment', 'web', '--port', '80', '--target-port', '8080', '--type=NodePort']);
    await kubectl(cluster, ['rollout', 'status', 'deployment/web', '--timeout=60s']);
    const names = (await kubectl(cluster, ['get', 'pods', '-l', 'app=web', '-o', 'name'])).split('\n');
    assert.equal(names.length, 3);
    assert.equal(await kubectl(cluster, ['logs', names[0] ?? '']), 'serving');
    assert.equal(`pod/${await kubectl(cluster, ['exec', names[0] ?? '', '--', 'hostname'])}`, names[0]);
    const ask = "import urllib.request as u; print(u.urlopen('http://web.default.svc.cluster.local').read().decode())";
    const asked = ['exec', names[1] ?? '', '--', 'python3', '-c', ask];
    assert.ok(names.includes(`pod/${await kubectl(cluster, asked)}`));
    const port = await kubectl(cluster, ['get', 'service', 'web', '-o', 'jsonpath={.spec.ports[0].nodePort}']);
    const answer = await (await fetch(`http://${cluster.nodeAddress}:${port}/`)).text();
    assert.ok(names.includes(`pod/${answer}`));
  });

  it('gives a pod its GPUs, and lets one that wants too many wait', async () => {
    await createPod(cluster, 'two-gpus', { command: ['nvidia-smi', '-L'], gpus: 2 });
    await createPod(cluster, 'eight-gpus', { command: ['nvidia-smi', '-L'], gpus: 8 });
    await waitForPhase(cluster, 'two-gpus', 'Succeeded');
    assert.match(await kubectl(cluster, ['logs', 'two-gpus']), /^GPU 0: NVIDIA A100.*\nGPU 1: NVIDIA A100.*$/);
    const waiting = JSON.parse(await kubectl(cluster, ['get', 'pod', 'eight-gpus', '-o', 'json'])).status;
    assert.equal(waiting.phase, 'Pending');
    assert.match(waiting.conditions[0].message, /Insufficient nvidia\.com\/gpu/);
  });

  it('counts GPUs that become unhealthy', async () => {
    const count = async () =>
      await kubectl(cluster, [
        'get',
        'node',
        cluster.nodeName,
        '-o',
        'jsonpath={.status.allocatable.nvidia\\.com/gpu}',
      ]);
    cluster.unhealthyGpus(cluster.gpuIds.slice(0, 3));
    assert.equal(await until(count, (value) => value === '1'), '1');
    cluster.unhealthyGpus([]);
    assert.equal(await until(count, (value) => value === '4'), '4');
    assert.throws(() => cluster.unhealthyGpus(['GPU-9']), /no such GPU/);
  });

  it('ends what uses too much memory', async () => {
    const greedy = 'kept = []\nwhile True: kept.append(bytearray(10**7))';
    const limits = JSON.stringify({
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'main',
            image: cluster.images.python,
            command: ['python3', '-c', greedy],
            resources: { limits: { memory: '64Mi' } },
          },
        ],
      },
    });
    await kubectl(cluster, ['run', 'greedy', '--image', cluster.images.python, '--overrides', limits]);
    await waitForPhase(cluster, 'greedy', 'Failed');
    const reason = 'jsonpath={.status.containerStatuses[0].state.terminated.reason}';
    assert.equal(await kubectl(cluster, ['get', 'pod', 'greedy', '-o', reason]), 'OOMKilled');
  });

  it('makes a volume for a claim, and deletes it with the claim', async () => {
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'outputs' } };
    await kubectl(cluster, ['create', '-f', '-'], { input: { ...kind, spec: claim } });
    const volumes = [{ name: 'outputs', persistentVolumeClaim: { claimName: 'outputs' } }];
    const mounts = [{ name: 'outputs', mountPath: '/outputs' }];
    await createPod(cluster, 'writer', { command: ['touch', '/outputs/model.pt'], volumes, mounts });
    await waitForPhase(cluster, 'writer', 'Succeeded');
    await createPod(cluster, 'reader', { command: ['ls', '/outputs'], volumes, mounts });
    await waitForPhase(cluster, 'reader', 'Succeeded');
    assert.equal(await kubectl(cluster, ['logs', 'reader']), 'model.pt');
    await kubectl(cluster, ['delete', 'pod/writer', 'pod/reader', 'pvc/outputs']);
    const volumesLeft = async () => await kubectl(cluster, ['get', 'pv', '-o', 'name']);
    assert.equal(await until(volumesLeft, (text) => text === ''), '');
  });

  it('knows users of limited rights, with certificate and token', async () => {
    for (const user of /** @type {const} */ (['dev', 'devToken'])) {
      assert.equal(await kubectl(cluster, ['get', 'pods', '-n', 'dev', '-o', 'name'], { user }), '');
      await assert.rejects(kubectl(cluster, ['get', 'pods', '-n', 'default'], { user }), /Forbidden.*cannot list/);
      await assert.rejects(kubectl(cluster, ['get', 'nodes'], { user }), /Forbidden/);
    }
    await assert.rejects(kubectl(cluster, ['get', 'pods', '-n', 'dev'], { user: 'nobody' }), /Forbidden/);
    assert.match(await kubectl(cluster, ['get', 'nodes', '-o', 'name'], { user: 'adminToken' }), /^node\//);
  });

  it('measures nodes and pods', async () => {
    const read = async () => JSON.parse(await kubectl(cluster, ['get', '--raw', '/apis/metrics.k8s.io/v1beta1/pods']));
    const { items } = await until(read, (list) => list.items.length > 0);
    assert.match(items[0].containers[0].usage.memory, /^\d+Ki$/);
  });

  it('pulls from the registry what this machine has pushed, and says when there is no such image', async () => {
    const place = clusterPlace(stateDir);
    const image = `${cluster.registry}/busybox:pushed`;
    const runtime = async (/** @type {string[]} */ ...args) => {
      const [program = '', ...rest] = ctr(place, 'images', ...args);
      await runCommand(program, rest);
    };
    await runtime('tag', cluster.images.busybox, image);
    await runtime('push', '--plain-http', image);
    await runtime('rm', image);
    await createPod(cluster, 'pulled', { image, command: ['true'] });
    await createPod(cluster, 'not-there', { image: `${cluster.registry}/busybox:none`, command: ['true'] });
    await waitForPhase(cluster, 'pulled', 'Succeeded');
    const reason = 'jsonpath={.status.containerStatuses[0].state.waiting.reason}';
    const read = async () => await kubectl(cluster, ['get', 'pod', 'not-there', '-o', reason]);
    assert.match(await until(read, (text) => text.includes('Image')), /^(ErrImagePull|ImagePullBackOff)$/);
  });

  it('has fake nodes and pods on demand', async () => {
    await cluster.scale(3, 20);
    const running = ['get', 'pods', '-A', '-l', 'app=train-0', '--field-selector=status.phase=Running', '-o', 'name'];
    const read = async () => (await kubectl(cluster, running)).split('\n').filter(Boolean).length;
    assert.equal(await until(read, (count) => count === 20), 20);
    await cluster.removeFakes();
    assert.equal(await kubectl(cluster, ['get', 'nodes', '-o', 'name']), `node/${cluster.nodeName}`);
  });

  it('is shown by the command line', async () => {
    const status = await runCommand(process.execPath, [command, 'status', 'kubernetes', '--state', stateDir]);
    assert.match(status, new RegExp(`^cluster  up, \\d+ components, API server https://${cluster.nodeAddress}:6443\n`));
    assert.match(status, new RegExp(`KUBECONFIG=${cluster.kubeconfig}\n`));
  });
});
