// @ts-check
// P6: from nothing to the rows of an engine that holds 300 stopped containers, and how soon an event is a row. Both stores of images are
// measured: with the containerd one the engine itself needs about 0.6 of the time of `docker ps` for the one list that cannot be done without.
import { runProgram } from '../../scripts/lib/runProgram.mjs';
import { createEngine } from '../../src/adapters/docker/engine.ts';
import { engineChildren, engineNode } from '../../src/domain/engines/engineTree.ts';
import { longestBlock } from '../lib/longestBlock.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

const label = 'trainyard.bench';
const containers = 300;
const events = 20;
const never = new AbortController().signal;

/** @typedef {Awaited<ReturnType<import('../lib/types.ts').BenchContext['engine']>>} TestEngine */

/**
 * @param {{id: string, title: string, name: 'old' | 'new'}} options
 * @returns {import('../lib/types.ts').Pair}
 */
function engineTree({ id, title, name }) {
  /** @type {TestEngine | undefined} */
  let engine;
  const given = () => {
    if (!engine) throw new Error('no engine');
    return engine;
  };
  return {
    id,
    group: 'docker',
    title,
    unit: 'ms',
    setup: async (context) => {
      engine = await context.engine(name);
      await fill(engine);
    },
    ours: async () => {
      // Connections, too, are new each time, as the command line's are.
      const api = open(given());
      try {
        const { value, longestBlockMs } = await longestBlock(() => rows(api));
        return { value, also: { longestBlockMs, eventToRowMs: await eventToRow(api, given()) } };
      } finally {
        api.dispose();
      }
    },
    theirs: () => dockerPs(given()),
    teardown: async () => {
      if (engine) await empty(engine);
    },
  };
}

/** @param {TestEngine} engine */
async function fill(engine) {
  const api = open(engine);
  try {
    for (let made = 0; made < containers; made += 25) {
      await Promise.all(Array.from({ length: 25 }, () => create(api, engine)));
    }
  } finally {
    api.dispose();
  }
}

/** @param {TestEngine} engine */
async function dockerPs(engine) {
  const env = { ...process.env, ...engine.env, DOCKER_HOST: engine.dockerHost };
  const started = performance.now();
  const { code, stdout } = await runProgram('docker', ['ps', '-a', '--format', '{{json .}}'], { env });
  const ms = performance.now() - started;
  if (code !== 0) throw new NotMeasured('no docker command');
  const lines = stdout.split('\n').filter((line) => line.startsWith('{')).length;
  if (lines < containers) throw new Error(`docker ps shows ${lines} containers`);
  return ms;
}

/** @param {TestEngine} engine */
async function empty(engine) {
  const api = open(engine);
  const query = { all: true, filters: { label: [label] } };
  const list = await api.transport.json({ method: 'GET', path: '/containers/json', query, signal: never });
  if (list.ok && Array.isArray(list.value)) {
    await Promise.all(list.value.map(({ Id }) => api.control.remove(Id, true, never)));
  }
  api.dispose();
}

/** @param {TestEngine} engine */
function open(engine) {
  const path = engine.dockerHost.replace('unix://', '');
  return createEngine({
    id: 'bench',
    label: 'bench',
    source: 'setting',
    endpoint: { kind: 'unix', path },
    isCurrent: true,
  });
}

/**
 * @param {ReturnType<typeof open>} api
 * @param {TestEngine} engine
 */
async function create(api, engine) {
  const created = await api.control.create(
    {
      name: `trainyard-bench-${crypto.randomUUID()}`,
      image: engine.env['TRAINYARD_TEST_BUSYBOX_IMAGE'] ?? '',
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
 * @param {TestEngine} engine
 * @returns {Promise<number>} Milliseconds from the engine's answer to the row, at the 95th percentile.
 */
async function eventToRow(api, engine) {
  const watched = api.reader.watch();
  await ready(watched, () => true);
  const times = [];
  for (let event = 0; event < events; event++) {
    // What the event before caused has settled; only then is this one alone.
    await new Promise((resolve) => setTimeout(resolve, 900));
    const id = await create(api, engine);
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

export const pairs = [
  engineTree({ id: 'engine-tree', title: 'Tree of 300 containers | docker ps -a', name: 'old' }),
  engineTree({
    id: 'engine-tree-containerd',
    title: 'Tree of 300 containers, containerd image store | docker ps -a',
    name: 'new',
  }),
];
