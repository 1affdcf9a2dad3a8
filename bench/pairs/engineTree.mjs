// @ts-check
// P6: from nothing to the rows of an engine that holds 300 stopped containers, and how soon an event is a row.
import { runProgram } from '../../scripts/lib/runProgram.mjs';
import { createEngine } from '../../src/adapters/docker/engine.ts';
import { engineChildren, engineNode } from '../../src/domain/engines/engineTree.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'engine-tree';
export const group = 'docker';
export const title = 'Tree of 300 containers | docker ps -a';
export const unit = 'ms';

const label = 'trainyard.bench';
const containers = 300;
const events = 20;
const never = new AbortController().signal;

/** @type {Awaited<ReturnType<import('../lib/types.ts').BenchContext['engine']>> | undefined} */
let engine;

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup(context) {
  engine = await context.engine('new');
  const api = open();
  try {
    for (let made = 0; made < containers; made += 25) {
      await Promise.all(Array.from({ length: 25 }, () => create(api)));
    }
  } finally {
    api.dispose();
  }
}

export async function ours() {
  // Connections, too, are new each time, as the command line's are.
  const api = open();
  try {
    const { value, longestBlockMs } = await longestBlock(() => rows(api));
    return { value, also: { longestBlockMs, eventToRowMs: await eventToRow(api) } };
  } finally {
    api.dispose();
  }
}

export async function theirs() {
  if (!engine) throw new Error('no engine');
  const env = { ...process.env, ...engine.env, DOCKER_HOST: engine.dockerHost };
  const started = performance.now();
  const { code, stdout } = await runProgram('docker', ['ps', '-a', '--format', '{{json .}}'], { env });
  const ms = performance.now() - started;
  if (code !== 0) throw new NotMeasured('no docker command');
  const lines = stdout.split('\n').filter((line) => line.startsWith('{')).length;
  if (lines < containers) throw new Error(`docker ps shows ${lines} containers`);
  return ms;
}

export async function teardown() {
  if (!engine) return;
  const api = open();
  const query = { all: true, filters: { label: [label] } };
  const list = await api.transport.json({ method: 'GET', path: '/containers/json', query, signal: never });
  if (list.ok && Array.isArray(list.value)) {
    await Promise.all(list.value.map(({ Id }) => api.control.remove(Id, true, never)));
  }
  api.dispose();
}

function open() {
  if (!engine) throw new Error('no engine');
  const path = engine.dockerHost.replace('unix://', '');
  return createEngine({
    id: 'bench',
    label: 'bench',
    source: 'setting',
    endpoint: { kind: 'unix', path },
    isCurrent: true,
  });
}

/** @param {ReturnType<typeof open>} api */
async function create(api) {
  const created = await api.control.create(
    {
      name: `trainyard-bench-${crypto.randomUUID()}`,
      image: engine?.env['TRAINYARD_TEST_BUSYBOX_IMAGE'] ?? '',
      command: ['true'],
      environment: new Map(),
      labels: new Map([[label, '1']]),
      mounts: [],
      ports: [],
      network: 'none',
    },
    never,
  );
  if (!created.ok) throw new Error(created.failure.message);
  return created.value.id;
}

/**
 * @param {ReturnType<typeof open>} api
 * @returns {Promise<number>} Milliseconds until the rows of all containers are there.
 */
async function rows(api) {
  const started = performance.now();
  const watched = api.reader.watch();
  const snapshot = await ready(watched, ({ containers: list }) => list.length >= containers);
  const state = /** @type {const} */ ({ state: 'ready', value: snapshot });
  const children = engineChildren(api.connection.id, state, { isRun: () => false, now: new Date() });
  const row = { ...engineNode(api.connection, state), children };
  const ms = performance.now() - started;
  if (JSON.stringify(row).split('trainyard-bench-').length <= containers) throw new Error('rows are missing');
  watched.dispose();
  return ms;
}

/**
 * @param {ReturnType<typeof open>} api
 * @returns {Promise<number>} Milliseconds from the engine's answer to the row, at the 95th percentile.
 */
async function eventToRow(api) {
  const watched = api.reader.watch();
  await ready(watched, () => true);
  const times = [];
  for (let event = 0; event < events; event++) {
    // What the event before caused has settled; only then is this one alone.
    await new Promise((resolve) => setTimeout(resolve, 900));
    const id = await create(api);
    const started = performance.now();
    await ready(watched, ({ containers: list }) => list.some((container) => container.id === id));
    times.push(performance.now() - started);
    await api.control.remove(id, true, never);
  }
  watched.dispose();
  return times.sort((a, b) => a - b)[Math.ceil(events * 0.95) - 1] ?? Number.NaN;
}

/**
 * @param {import('../../src/domain/base/watched.ts').Watched<import('../../src/domain/engines/engine.ts').EngineSnapshot>} watched
 * @param {(snapshot: import('../../src/domain/engines/engine.ts').EngineSnapshot) => boolean} isEnough
 * @returns {Promise<import('../../src/domain/engines/engine.ts').EngineSnapshot>}
 */
function ready(watched, isEnough) {
  return new Promise((resolve) => {
    /** @param {typeof watched.current} now */
    const look = (now) => {
      if (now.state !== 'ready' || !isEnough(now.value)) return;
      subscription.dispose();
      resolve(now.value);
    };
    const subscription = watched.onDidChange(look);
    look(watched.current);
  });
}
