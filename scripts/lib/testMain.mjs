// @ts-check
// `npm test`: installs what is needed, starts the real components and runs everything.
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atExit, cleanUpNow, endNow } from './atExit.mjs';
import { installDependencies } from './npm.mjs';
import { addOutcomes, describeCounts, runLanes, runPhases } from './phases.mjs';
import { isBuilt, testPhases } from './testPhases.mjs';

/** @typedef {import('./phases.mjs').Phase} Phase */
/** @typedef {import('./phases.mjs').Outcome} Outcome */
/** @typedef {import('./testPhases.mjs').TestPhase} TestPhase */
/** @typedef {import('./testPhases.mjs').Component} Component */
/** @typedef {(text: string) => void} Write */

const root = resolve(import.meta.dirname, '../..');
const usage = `npm test [-- options]
  --only a,b     these phases alone: ${testPhases.map(({ name }) => name).join(', ')}
  --grep TEXT    tests whose title holds the text
  --yes          install missing system packages without asking
  --serial       one phase after the other, as on a machine with a single core
  --verbose      print everything as it comes`;

/**
 * @param {readonly string[]} args
 * @returns {Promise<never>} Ends with 0 when nothing failed, 1 when something did, 64 for a wrong call.
 */
export async function testMain(args) {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    process.exit(64);
  }
  atExit(() => undefined);
  const sum = await runPlan(makePlan(options), options);
  await cleanUpNow();
  console.log(describeCounts(sum));
  return await endNow(sum.failed > 0 ? 1 : 0);
}

/**
 * @param {{first: Phase[], lanes: Phase[][]}} plan
 * @param {Options} options
 * @returns {Promise<Outcome>}
 */
async function runPlan({ first, lanes }, { verbose, serial }) {
  /** @type {string[]} */
  const table = [];
  const running = { logFolder: join(root, 'out/test'), verbose, table };
  const before = await runPhases(first, running);
  const sum = addOutcomes([before, await runLanes(serial ? [lanes.flat()] : lanes, running)]);
  console.log(`\n${table.join('\n')}`);
  return sum;
}

/** @typedef {{serial: boolean, chosen: readonly TestPhase[], grep: string | undefined, yes: boolean, verbose: boolean}} Options */

/**
 * @param {readonly string[]} args
 * @returns {Options | string} A text says what is wrong.
 */
function readOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        grep: { type: 'string' },
        yes: { type: 'boolean', default: false },
        serial: { type: 'boolean', default: availableParallelism() < 2 },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
    if (values.help) return usage;
    const names = values.only?.split(',').map((name) => name.trim());
    const unknown = names?.find((name) => !testPhases.some((phase) => phase.name === name));
    if (unknown !== undefined) return `no phase is named ${unknown}\n${usage}`;
    return {
      chosen: testPhases.filter(({ name }) => names?.includes(name) ?? true),
      grep: values.grep,
      yes: values.yes,
      serial: values.serial,
      verbose: values.verbose,
    };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

/**
 * @param {Options} options
 * @returns {{first: Phase[], lanes: Phase[][]}}
 */
function makePlan({ chosen, grep, yes }) {
  /** Components that cannot be had here, with the reason. @type {Map<Component, string>} */
  const missing = new Map();
  const needs = new Set(chosen.flatMap(({ needs, uses = [] }) => [...needs, ...uses]));
  /** @type {NodeJS.ProcessEnv} */
  const storesEnv = {};
  const setUp = {
    name: 'set-up',
    live: true,
    mayBeEmpty: true,
    run: (/** @type {Write} */ write) =>
      setUpAll({ needs, missing, storesEnv, yes, log: (line) => write(`  ${line}\n`) }),
  };
  const lane = (/** @type {import('./testPhases.mjs').Lane} */ name) => {
    const phases = chosen.filter((phase) => phase.lane === name);
    return planLane(phases, { missing, grep, storesEnv, engines: name === 'window' ? 'window' : 'both' });
  };
  // A single later phase still needs bundles that fit the source.
  const needsBuild = chosen.some((phase) => phase.afterBuild) && !chosen.some(({ name }) => name === 'build');
  const build = needsBuild ? testPhases.filter(({ name }) => name === 'build') : [];
  return {
    first: [setUp, ...planLane(build, { missing, grep, storesEnv, engines: 'both' }), ...lane('first')],
    lanes: [lane('engines'), lane('window')],
  };
}

/**
 * The phases of a lane, each component started just before the first that needs it, so that it takes no time from others.
 * @param {readonly TestPhase[]} phases
 * @param {{missing: Map<Component, string>, grep: string | undefined, storesEnv: NodeJS.ProcessEnv, engines: 'both' | 'window'}} options
 * @returns {Phase[]}
 */
function planLane(phases, { missing, grep, storesEnv, engines: set }) {
  /** @type {import('./testEngines.mjs').TestEngine[]} */
  const engines = [];
  /** @type {NodeJS.ProcessEnv} */
  const clusterEnv = {};
  const context = { root, grep, engines, clusterEnv, storesEnv };
  const plan = phases.map((phase) => asPhase(phase, { missing, context }));
  // The later one first: the other must not move its place.
  const starts = [
    { at: phases.findIndex(({ needs }) => needs.includes('engines')), phase: enginesPhase(set, { missing, engines }) },
    { at: phases.findIndex(({ needs }) => needs.includes('cluster')), phase: clusterPhase({ missing, clusterEnv }) },
  ].sort((one, other) => other.at - one.at);
  for (const { at, phase } of starts) if (at >= 0) plan.splice(at, 0, phase);
  return plan;
}

/**
 * @param {'both' | 'window'} set
 * @param {{missing: Map<Component, string>, engines: import('./testEngines.mjs').TestEngine[]}} options
 * @returns {Phase}
 */
function enginesPhase(set, { missing, engines }) {
  return {
    name: set === 'window' ? 'engines-ui' : 'engines',
    live: true,
    run: async (write) => {
      const reason = missing.get('engines');
      if (reason !== undefined) return withoutComponent('engines', reason);
      const { engineSets, startEngines } = await import('./testEngines.mjs');
      engines.push(...(await startEngines((line) => write(`  ${line}\n`), engineSets[set])));
      return { passed: engines.length, failed: 0, skipped: 0 };
    },
  };
}

/**
 * @param {{missing: Map<Component, string>, clusterEnv: NodeJS.ProcessEnv}} options
 * @returns {Phase}
 */
function clusterPhase({ missing, clusterEnv }) {
  return {
    name: 'cluster',
    live: true,
    run: async (write) => {
      const reason = missing.get('cluster');
      if (reason !== undefined) return withoutComponent('cluster', reason);
      const { startTestCluster } = await import('./testCluster.mjs');
      Object.assign(clusterEnv, (await startTestCluster((line) => write(`  ${line}\n`))).env);
      return { passed: 1, failed: 0, skipped: 0 };
    },
  };
}

/**
 * @param {TestPhase} phase
 * @param {{missing: Map<Component, string>, context: import('./testPhases.mjs').TestContext}} options
 * @returns {Phase}
 */
function asPhase(phase, { missing, context }) {
  return {
    name: phase.name,
    run: async (write) => {
      const lacking = phase.needs.find(
        (name) =>
          missing.has(name) ||
          (name === 'engines' && context.engines.length === 0) ||
          (name === 'cluster' && context.clusterEnv['TRAINYARD_TEST_KUBECONFIG'] === undefined),
      );
      if (lacking !== undefined)
        return withoutComponent(lacking, missing.get(lacking) ?? `the ${lacking} did not start`);
      if (phase.afterBuild && !isBuilt(context.root))
        return { passed: 0, failed: 1, skipped: 0, notes: ['dist/ is missing: the build failed'] };
      return await phase.run(context, write);
    },
  };
}

/**
 * @param {Component} name
 * @param {string} reason
 * @returns {Outcome}
 */
function withoutComponent(name, reason) {
  const isCi = process.env['CI'] === 'true';
  return {
    passed: 0,
    failed: isCi ? 1 : 0,
    skipped: isCi ? 0 : 1,
    notes: [`${isCi ? 'missing' : 'skipped: no'} ${name}: ${reason}`],
  };
}

/**
 * Everything that waits for the network goes side by side; compilers come last, when the packages they need are there.
 * @param {{needs: ReadonlySet<Component>, missing: Map<Component, string>, storesEnv: NodeJS.ProcessEnv, yes: boolean,
 *   log: (line: string) => void}} options
 * @returns {Promise<Outcome>}
 */
async function setUpAll({ needs, missing, storesEnv, yes, log }) {
  const began = Number(process.env['TRAINYARD_STARTED']);
  if (Date.now() - began > 2000) log(`Node 24 after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const attempt = async (/** @type {readonly Component[]} */ names, /** @type {() => Promise<unknown>} */ work) => {
    const wanted = names.filter((name) => needs.has(name) && !missing.has(name));
    if (wanted.length === 0) return;
    try {
      await work();
    } catch (error) {
      for (const name of wanted) missing.set(name, error instanceof Error ? error.message : String(error));
    }
  };
  const { findBrowser, installVscode } = await import('../../test/harness/installVscode.mjs');
  const { enginePackages, prepareEngines } = await import('./testEngines.mjs');
  const { installSystemPackages } = await import('./systemPackages.mjs');
  const hasBrowser = findBrowser() !== undefined;
  const { clusterPackages, prepareTestCluster } = await import('./testCluster.mjs');
  const { prepareTestTrackers, trackerPackages } = await import('./testTrackers.mjs');
  const groups = [
    ...(needs.has('engines') ? enginePackages() : []),
    ...(needs.has('cluster') ? clusterPackages() : []),
    ...(needs.has('trackers') ? trackerPackages() : []),
    ...(needs.has('vscode') && !hasBrowser ? ['browser'] : []),
  ];
  const lacking = /** @type {Component[]} */ (['engines', 'cluster', 'trackers', ...(hasBrowser ? [] : ['vscode'])]);
  await Promise.all([
    installDependencies(root).then((isNew) => isNew && log('packages of package-lock.json installed')),
    attempt(['vscode'], async () => (await installVscode()).installed && log('VS Code server installed')),
    groups.length === 0
      ? undefined
      : attempt(lacking, () => installSystemPackages(groups, { why: 'npm test', yes, log })),
  ]);
  await attempt(['engines'], () => prepareEngines(log));
  await attempt(['cluster'], () => prepareTestCluster(log));
  const { prepareTestOperators } = await import('./testOperators.mjs');
  await attempt(['operators'], () => prepareTestOperators(log));
  await attempt(['trackers'], async () => Object.assign(storesEnv, await prepareTestTrackers(log)));
  return { passed: 0, failed: 0, skipped: 0, notes: [...missing].map(([name, reason]) => `no ${name}: ${reason}`) };
}
