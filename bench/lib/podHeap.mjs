// @ts-check
// Prints how many kB of heap a pod takes in the store, with everything gone that was needed on the way. Argument: number of pods.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterWatches } from '../../src/adapters/kubernetes/clusterWatches.ts';
import { startPodServer } from './startPodServer.mjs';

const count = Number(process.argv[2]);
/** What V8 needs to sweep in the background. */
const settleMs = 500;
const folder = mkdtempSync(join(tmpdir(), 'trainyard-pods-'));
const server = await startPodServer(count, folder);

async function heapUsed() {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const before = await heapUsed();
const transport = server.transport();
const watches = new ClusterWatches(transport);
const watched = watches.watch('pods', undefined);
await new Promise((resolve) => {
  watched.onDidChange((now) => (now.state === 'ready' && now.value.size === count ? resolve(undefined) : undefined));
});
const perPod = ((await heapUsed()) - before) / count / 1000;
watched.dispose();
watches.dispose();
transport.dispose();
server.stop();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${perPod}\n`);
