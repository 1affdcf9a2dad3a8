// @ts-check
// P3: 10,000 pods of which 1,000 change every second for a minute; the share of a core that following them takes.
import { readFileSync } from 'node:fs';
import { ClusterWatches } from '../../src/adapters/kubernetes/clusterWatches.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';
import { startPodServer } from '../lib/startPodServer.mjs';

export const id = 'kubernetes-updates';
export const group = 'kubernetes';
export const title = '1,000 changes a second of 10,000 pods for 60 s | kubectl get pods -A -w -o json';
/** Of one core. */
export const unit = '%';

const pods = 10_000;
const rate = 1_000;
const seconds = 60;
/** Every so many pods one is looked at for how old its change is when it is announced. */
const sampled = 100;
const ticksASecond = 100;

/** @type {Awaited<ReturnType<typeof startPodServer>> | undefined} */
let server;

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup(context) {
  server = await startPodServer(pods, context.scratch('updates'));
}

export async function ours() {
  const transport = running().transport();
  const watches = new ClusterWatches(transport);
  const watched = watches.watch('pods', undefined);
  await until(() => watched.current.state === 'ready' && watched.current.value.size === pods);
  const before = new Map();
  if (watched.current.state === 'ready') {
    const all = [...watched.current.value].filter((_, at) => at % sampled === 0);
    // What was changed in the round before does not count.
    for (const [uid, pod] of all) before.set(uid, pod.meta.annotations.get('kubernetes.io/change-cause'));
  }
  let fires = 0;
  const ages = /** @type {number[]} */ ([]);
  const seen = new Map(before);
  const subscription = watched.onDidChange((now) => {
    fires += 1;
    if (now.state !== 'ready') return;
    for (const uid of before.keys()) {
      const changed = now.value.get(uid)?.meta.annotations.get('kubernetes.io/change-cause');
      if (changed === undefined || seen.get(uid) === changed) continue;
      seen.set(uid, changed);
      ages.push(Date.now() - Number(changed));
    }
  });
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const { longestBlockMs } = await longestBlock(() => running().update(rate, seconds));
  const used = process.cpuUsage(cpu);
  const elapsed = (performance.now() - begun) / 1000;
  subscription.dispose();
  watches.dispose();
  transport.dispose();
  const changeToRowMs = ages.sort((a, b) => a - b)[Math.ceil(ages.length * 0.95) - 1] ?? Number.NaN;
  const coreShare = ((used.user + used.system) / 1e6 / seconds) * 100;
  return { value: coreShare, also: { coreShare, longestBlockMs, changeToRowMs, firesASecond: fires / elapsed } };
}

export async function theirs() {
  if (process.platform !== 'linux') throw new NotMeasured('CPU time of another process is only read on Linux');
  const child = running().kubectl(['get', 'pods', '-A', '-w', '-o', 'json']);
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new NotMeasured('no kubectl');
  // It has printed the list when it idles.
  let last = -1;
  await until(() => {
    const now = ticksOf(pid);
    const isIdle = now === last && now > 0;
    last = now;
    return isIdle;
  }, 1_500);
  const before = ticksOf(pid);
  await running().update(rate, seconds);
  const used = (ticksOf(pid) - before) / ticksASecond;
  child.kill();
  return (used / seconds) * 100;
}

export function teardown() {
  server?.stop();
  server = undefined;
}

function running() {
  if (!server) throw new Error('there is no server before setup');
  return server;
}

/** @param {number} pid */
function ticksOf(pid) {
  // Fields 14 and 15 behind the name, which may hold spaces. Source: proc(5).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * @param {() => boolean} isSo
 * @param {number} [everyMs]
 */
async function until(isSo, everyMs = 50) {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
