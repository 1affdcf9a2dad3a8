// @ts-check
// The phases of `npm test`, in order, and which of them run side by side.
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from './atExit.mjs';
import { node24 } from './node24.mjs';
import { addOutcomes, readCounts } from './phases.mjs';
import { runProgram } from './runProgram.mjs';
import { runHostTests, runNodeTests } from './testRunners.mjs';

/** @typedef {import('./phases.mjs').Outcome} Outcome */
/** @typedef {import('./testEngines.mjs').TestEngine} TestEngine */
/** @typedef {(text: string) => void} Write */

/**
 * @typedef {object} TestContext
 * @property {string} root The checkout.
 * @property {string | undefined} grep
 * @property {readonly TestEngine[]} engines
 * @property {NodeJS.ProcessEnv} clusterEnv What tests against the Kubernetes cluster get; filled when it has started.
 * @property {NodeJS.ProcessEnv} storesEnv What tests get that read stores of experiment trackers; filled by the set-up.
 *
 * @typedef {'engines' | 'cluster' | 'operators' | 'trackers' | 'vscode'} Component
 *
 * @typedef {'first' | 'engines' | 'window'} Lane `first` goes before the others; those run side by side and share no engine.
 *
 * @typedef {object} TestPhase
 * @property {string} name
 * @property {Lane} lane
 * @property {readonly Component[]} needs
 * @property {readonly Component[]} [uses] Of a few of its tests, which say themselves that it is missing; the set-up prepares it.
 * @property {boolean} [afterBuild] Needs the bundles in dist/.
 * @property {(context: TestContext, write: Write) => Promise<Outcome>} run
 */

const packageTest = 'test/package.test.ts';
/** Those of the trackers below test/real and test/faults. */
const trackerFolders = 'mlflow,neptune,dagshub,tensorboard,metricFiles';

/** @type {readonly TestPhase[]} */
export const testPhases = [
  { name: 'check', lane: 'first', needs: [], run: ({ root }, write) => runScript(root, ['scripts/check.mjs'], write) },
  { name: 'build', lane: 'first', needs: [], run: ({ root }, write) => runScript(root, ['scripts/build.mjs'], write) },
  { name: 'package', lane: 'first', needs: [], afterBuild: true, run: packageAndTest },
  {
    name: 'unit',
    lane: 'engines',
    needs: [],
    run: (context, write) =>
      runNodeTests(
        {
          ...context,
          name: 'unit',
          files: ['test/unit/**/*.test.ts', 'test/*.test.ts'],
          except: [packageTest],
          testTimeoutMs: 10_000,
        },
        write,
      ),
  },
  {
    name: 'testbed',
    lane: 'engines',
    needs: ['engines'],
    run: ({ root, grep }, write) =>
      runNodeTests(
        {
          root,
          grep,
          name: 'testbed',
          files: ['test/testbed/**/*.test.mjs'],
          except: globSync('test/testbed/{operators,python}/*.test.mjs', { cwd: root }),
          testTimeoutMs: 180_000,
        },
        write,
      ),
  },
  {
    name: 'real',
    lane: 'engines',
    needs: ['engines'],
    uses: ['trackers'],
    run: (context, write) => onEachEngine(context, (engine) => engineTests(context, engine, 'real', write)),
  },
  {
    name: 'faults',
    lane: 'engines',
    needs: ['engines'],
    run: (context, write) => onEachEngine(context, (engine) => engineTests(context, engine, 'faults', write)),
  },
  {
    name: 'security',
    lane: 'engines',
    needs: ['engines'],
    run: (context, write) => engineTests(context, context.engines[0], 'security', write),
  },
  { name: 'trackers', lane: 'engines', needs: ['trackers'], run: trackerTests },
  { name: 'kubernetes', lane: 'window', needs: ['cluster'], run: clusterTests },
  // After it, in the same cluster: with operators there its other tests would meet their webhooks.
  { name: 'operators', lane: 'window', needs: ['cluster', 'operators'], run: operatorTests },
  {
    name: 'vscode',
    lane: 'window',
    needs: ['vscode', 'engines'],
    uses: ['trackers'],
    afterBuild: true,
    run: hostSuites,
  },
  {
    name: 'ui',
    lane: 'window',
    needs: ['vscode', 'engines', 'cluster'],
    uses: ['trackers'],
    afterBuild: true,
    run: (context, write) => engineTests(context, context.engines[0], 'ui', write),
  },
  { name: 'ui-trackers', lane: 'window', needs: ['vscode', 'trackers'], afterBuild: true, run: trackerScreens },
  { name: 'tour', lane: 'window', needs: ['vscode'], run: tour },
];

/**
 * A script of the project counts as one check, unless it counts itself in its last line.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function runScript(root, args, write) {
  const { code, output } = await runProgram(await node24(), args, {
    cwd: root,
    env: { FORCE_COLOR: '0' },
    timeoutMs: 900_000,
    onOutput: write,
  });
  const counts = readCounts(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {TestContext} context
 * @param {(engine: TestEngine) => Promise<Outcome>} run
 * @returns {Promise<Outcome>}
 */
async function onEachEngine({ engines }, run) {
  const outcomes = [];
  for (const engine of engines) {
    const outcome = await run(engine);
    outcomes.push({ ...outcome, notes: (outcome.notes ?? []).map((note) => `${engine.name} engine: ${note}`) });
  }
  return addOutcomes(outcomes);
}

/**
 * @param {TestContext} context
 * @param {TestEngine | undefined} engine
 * @param {'real' | 'faults' | 'security' | 'ui'} folder
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function engineTests({ root, grep, clusterEnv, storesEnv }, engine, folder, write) {
  if (engine) write(`engine ${engine.name}\n`);
  return await runNodeTests(
    {
      root,
      grep,
      name: `${folder}-${engine?.name ?? 'none'}`,
      files: [`test/${folder}/**/*.test.ts`],
      except: globSync(`test/${folder}/{kubernetes,operators,${trackerFolders}}/**/*.test.ts`, { cwd: root }),
      testTimeoutMs: 180_000,
      env: {
        ...engine?.env,
        ...(folder === 'ui' ? clusterEnv : {}),
        // Containers that record into stores of trackers, and that serve models of them.
        ...(folder === 'ui' || folder === 'real' ? storesEnv : {}),
      },
    },
    write,
  );
}

/**
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function clusterTests({ root, grep, clusterEnv }, write) {
  const files = ['real', 'faults'].map((folder) => `test/${folder}/kubernetes/**/*.test.ts`);
  return await runNodeTests({ root, grep, name: 'kubernetes', files, testTimeoutMs: 180_000, env: clusterEnv }, write);
}

/**
 * The operators end with this phase, so that those after it have the cluster as it was.
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function operatorTests({ root, grep, clusterEnv }, write) {
  const { startTestOperators } = await import('./testOperators.mjs');
  const stop = await startTestOperators((line) => write(`${line}\n`));
  const files = ['test/testbed/operators/*.test.mjs', 'test/real/operators/**/*.test.ts'];
  try {
    const options = { root, grep, name: 'operators', files, testTimeoutMs: 180_000, env: clusterEnv };
    return await runNodeTests(options, write);
  } finally {
    await stop();
  }
}

/**
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function trackerTests(context, write) {
  const files = ['test/testbed/python/*.test.mjs', `test/{real,faults}/{${trackerFolders}}/**/*.test.ts`];
  return await besideTrackers('trackers', files, context, write);
}

/**
 * VS Code in a browser against real servers of trackers.
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function trackerScreens(context, write) {
  return await besideTrackers('ui-trackers', [`test/ui/{${trackerFolders}}/**/*.test.ts`], context, write);
}

/**
 * @param {string} name
 * @param {readonly string[]} files
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function besideTrackers(name, files, { root, grep }, write) {
  const { startTestTrackers } = await import('./testTrackers.mjs');
  const { env, stop } = await startTestTrackers((line) => write(`${line}\n`));
  try {
    return await runNodeTests({ root, grep, name, files: [...files], testTimeoutMs: 180_000, env }, write);
  } finally {
    await stop();
  }
}

/**
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function packageAndTest({ root, grep }, write) {
  const packed = await runScript(root, ['scripts/package.mjs'], write);
  if (packed.failed > 0) return packed;
  const tests = await runNodeTests({ root, grep, name: 'package', files: [packageTest], testTimeoutMs: 60_000 }, write);
  return addOutcomes([packed, tests]);
}

/**
 * The suite inside VS Code: from source, from the package, and without trust.
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function hostSuites({ root, grep, engines, storesEnv }, write) {
  const env = { ...engines[0]?.env, ...storesEnv };
  const outcomes = [];
  if (!isPackageCurrent(root)) {
    const packed = await runScript(root, ['scripts/package.mjs'], write);
    if (packed.failed > 0) return packed;
  }
  const runs = [['source'], ['vsix'], ...(hasRestrictedTests(root) ? [['source', '--restricted']] : [])];
  for (const args of runs) {
    write(`suite: ${args.join(' ')}\n`);
    const name = `vscode-${args.join('-').replaceAll('--', '')}`;
    const outcome = await runHostTests({ root, name, grep, args, env }, write);
    outcomes.push({
      ...outcome,
      notes: [`${args.join(' ')}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`],
    });
  }
  return addOutcomes(outcomes);
}

/** @param {string} root */
const hasRestrictedTests = (root) => globSync('test/vscode/**/*.restricted.test.ts', { cwd: root }).length > 0;

/**
 * `npm start` keeps its engine for the next time; a test leaves nothing that was not there.
 * @param {TestContext} context
 * @param {Write} write
 * @returns {Promise<Outcome>}
 */
async function tour({ root }, write) {
  const { isOwnEngineRunning, stopOwnEngine } = await import('../start/engine.mjs');
  const forget = isOwnEngineRunning() ? undefined : atExit(stopOwnEngine);
  const { code, output } = await runProgram(await node24(), ['scripts/start.mjs', '--exit'], {
    cwd: root,
    timeoutMs: 900_000,
    onOutput: write,
  });
  if (forget) await stopOwnEngine();
  forget?.();
  const passed = [...output.matchAll(/^ok /gm)].length;
  const failed = [...output.matchAll(/^not ok /gm)].length;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: 0 };
}

/** @param {string} root */
function isPackageCurrent(root) {
  const file = join(root, 'out/trainyard.vsix');
  return existsSync(file) && statSync(file).mtimeMs >= statSync(join(root, 'dist/extension.js')).mtimeMs;
}

/** @param {string} root */
export const isBuilt = (root) => existsSync(join(root, 'dist/extension.js'));
