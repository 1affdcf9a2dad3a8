// @ts-check
// P1: from nothing to a complete store of 10,000 pods, against what kubectl needs to print them. The scripted server sends both the same.
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/lib/runProgram.mjs';
import { ClusterWatches } from '../../src/adapters/kubernetes/clusterWatches.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { startPodServer } from '../lib/startPodServer.mjs';

const pods = 10_000;
const many = 50_000;
const heapProgram = fileURLToPath(new URL('../lib/podHeap.mjs', import.meta.url));

/** @type {Awaited<ReturnType<typeof startPodServer>> | undefined} */
let server;

/** @param {number} count */
const setup = (count) => async (/** @type {import('../lib/types.ts').BenchContext} */ context) => {
  server = await startPodServer(count, context.scratch('pods'));
};
const teardown = () => {
  server?.stop();
  server = undefined;
};
const common = { group: 'kubernetes', setup: setup(pods), teardown };

export const pairs = [
  {
    ...common,
    id: 'kubernetes-pods',
    title: 'Store of 10,000 pods, scripted server over TLS | kubectl get pods -A',
    unit: 'ms',
    ours: () => storeReady(pods),
    theirs: () => running().timedKubectl(['get', 'pods', '-A']),
  },
  {
    ...common,
    id: 'kubernetes-pods-json',
    title: 'Store of 10,000 pods, scripted server over TLS | kubectl get pods -A -o json',
    unit: 'ms',
    ours: async () => (await storeReady(pods)).value,
    theirs: () => running().timedKubectl(['get', 'pods', '-A', '-o', 'json']),
  },
  {
    id: 'kubernetes-pods-heap',
    group: 'kubernetes',
    title: 'Heap of 50,000 pods',
    unit: 'kB/pod',
    ours: heapOfPods,
  },
];

function running() {
  if (!server) throw new Error('there is no server before setup');
  return server;
}

/** @param {number} count */
async function storeReady(count) {
  const transport = running().transport();
  const watches = new ClusterWatches(transport);
  let firstRowsMs = 0;
  const { value, longestBlockMs } = await longestBlock(async () => {
    const begun = performance.now();
    const watched = watches.watch('pods', undefined);
    await new Promise((resolve) => {
      watched.onDidChange((now) => {
        firstRowsMs ||= performance.now() - begun;
        if (now.state === 'ready' && now.value.size === count) resolve(undefined);
      });
    });
    return performance.now() - begun;
  });
  watches.dispose();
  transport.dispose();
  return { value, also: { firstRowsMs, longestBlockMs } };
}

/** In a process of its own, where nothing else comes and goes. */
async function heapOfPods() {
  const { code, stdout, output } = await runProgram(process.execPath, ['--expose-gc', heapProgram, String(many)]);
  if (code !== 0) throw new Error(output);
  return Number(stdout);
}
