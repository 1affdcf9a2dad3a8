#!/usr/bin/env node
// The command line of the test bed: npm run testbed -- up|down|status docker [component …] | kubernetes | operators [name …] | mlflow
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { baseImage } from './baseImage.mjs';
import { runningRecord, stopDaemon } from './daemon.mjs';
import { dockerConfig } from './dockerConfig.mjs';
import { engineJson } from './engineApi.mjs';
import { defaultStateDir } from './paths.mjs';
import { clusterDown, clusterStatus, clusterUp } from './kubernetes/commands.mjs';
import { operatorsDown, operatorsStatus, operatorsUp } from './operators/commands.mjs';
import { operatorNames } from './operators/operatorParts.mjs';
import { mlflowDown, mlflowStatus, mlflowUp } from './python/commands.mjs';
import { errorCode } from './processTree.mjs';
import { startEngine } from './startEngine.mjs';
import { startPodman, stopPodman } from './startPodman.mjs';
import { startRegistry } from './startRegistry.mjs';
import { startSsh } from './startSsh.mjs';
import { stopEngine } from './stopEngine.mjs';

const usage = `npm run testbed -- up|down|status docker [old|new|podman|registry|ssh|all …] [--no-gpu] [--bridge] [--state DIR] [--wipe]
npm run testbed -- up|down|status kubernetes [--gpus N] [--kwok] [--nodes N] [--pods N] [--state DIR] [--wipe]
npm run testbed -- up|down|status operators [${operatorNames.join('|')} …] [--state DIR] [--wipe]
npm run testbed -- up|down|status mlflow [large] [--state DIR] [--wipe]

  up       starts the named components (default: old and new) with the local images loaded; those that run are left alone
  down     stops the named components (default: all); --wipe deletes their images and data, of operators their kinds and objects
  status   says which components run, and where
  --no-gpu engines refuse GPU requests
  --bridge engines have a network of their own, for published ports and builds that use the network
  large    of mlflow: stores for benches too, with thousands of runs
  --gpus   GPUs of the cluster's node (default: 4)
  --kwok   fake nodes may be made; --nodes and --pods make so many
  --state  another directory for sockets, logs and data than ${defaultStateDir()}`;

const components = ['old', 'new', 'registry', 'podman', 'ssh'];

/** @typedef {{stateDir: string, gpu: boolean, bridge: boolean, wipe: boolean}} Settings */

/** @param {string} line */
const log = (line) => void process.stderr.write(`  ${line}\n`);

/**
 * Starts one component.
 * @param {string} name
 * @param {Settings} settings
 * @returns {Promise<void>}
 */
async function up(name, { stateDir, gpu, bridge }) {
  if (name === 'old' || name === 'new') {
    const engine = await startEngine({ name, gpu, bridge, stateDir, log });
    await baseImage({ dockerHost: engine.dockerHost, log });
  } else if (name === 'podman') {
    const podman = await startPodman({ stateDir, log });
    await baseImage({ dockerHost: podman.dockerHost, log });
  } else if (name === 'registry') await startRegistry({ stateDir, log });
  else {
    const engine = await startEngine({ name: 'old', gpu, bridge, stateDir, log });
    await startSsh({ dockerHost: engine.dockerHost, stateDir, log });
  }
  await status(name, stateDir);
}

/**
 * @param {string} name
 * @param {Settings} settings
 */
async function down(name, { stateDir, wipe }) {
  if (name === 'old' || name === 'new') await stopEngine({ name, stateDir, wipe });
  else if (name === 'podman') await stopPodman({ stateDir, wipe });
  else await stopDaemon(join(stateDir, name), { wipe });
  await status(name, stateDir);
}

/**
 * Prints the one line that says where a component is.
 * @param {string} name
 * @param {string} stateDir
 */
async function status(name, stateDir) {
  const record = runningRecord(join(stateDir, name));
  process.stdout.write(`${name.padEnd(9)}${record ? await description(name, join(stateDir, name), record) : 'down'}\n`);
}

/**
 * @param {string} name
 * @param {string} dir
 * @param {import('./daemon.mjs').DaemonRecord} record
 * @returns {Promise<string>}
 */
async function description(name, dir, { process: { pid }, facts }) {
  if (name === 'registry')
    return `up, pid ${pid}, ${String(facts.host)}, user trainyard, password ${String(facts.password)}`;
  if (name === 'ssh')
    return `up, pid ${pid}, DOCKER_HOST=ssh://trainyard-testbed with ${join(dir, 'bin')} first on PATH, leads to ${String(facts.dockerHost)}`;
  const host = String(facts.dockerHost);
  try {
    const version = await engineJson(host, { path: '/version', timeoutMs: 3000 });
    return `up, pid ${pid}, ${version.Version} (API ${version.ApiVersion}), DOCKER_HOST=${host}`;
  } catch (error) {
    return `runs (pid ${pid}) but does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * @param {readonly string[]} names
 * @param {readonly string[]} fallback
 * @returns {string[]} In the order they start.
 */
function chosenComponents(names, fallback) {
  const wanted = names.length === 0 ? fallback : names.includes('all') ? components : names;
  return components.filter((name) => wanted.includes(name));
}

/** @typedef {() => Promise<void>} Command */

/**
 * @returns {Command | number} The exit code when there is nothing to do but print the usage.
 */
function readCommand() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [action = '', system = '', ...names] = positionals;
  const make = systems.get(system);
  const command = values.help ? undefined : make?.(action, names, values);
  if (command) return command;
  process.stdout.write(`${usage}\n`);
  return values.help ? 0 : 2;
}

/**
 * Makes a command for a system; undefined when it does not know the action or a name.
 * @typedef {(action: string, names: readonly string[], values: ReturnType<typeof parseArgs<{options: typeof options}>>['values']) => Command | undefined} MakeCommand
 */

/** @type {MakeCommand} */
function dockerCommand(action, names, values) {
  const act = dockerActions.get(action);
  if (!act || !names.every((name) => name === 'all' || components.includes(name))) return undefined;
  const { bridge = false, wipe = false } = values;
  const settings = { stateDir: stateDirectory(values.state), gpu: !values['no-gpu'], bridge, wipe };
  return async () => await act(names, settings);
}

/** @type {MakeCommand} */
function clusterCommand(action, names, values) {
  const act = clusterActions.get(action);
  if (!act || names.length > 0) return undefined;
  const { kwok = false, wipe = false } = values;
  const [gpus, nodes = 0, pods = 0] = [values.gpus, values.nodes, values.pods].map(count);
  return async () => await act({ stateDir: stateDirectory(values.state), wipe, gpus, kwok, nodes, pods, log });
}

/** @type {MakeCommand} */
function operatorsCommand(action, given, values) {
  const act = operatorActions.get(action);
  const names = operatorNames.filter((name) => given.length === 0 || given.includes(name));
  if (!act || !given.every((name) => operatorNames.some((each) => each === name))) return undefined;
  return async () => await act({ names, stateDir: stateDirectory(values.state), wipe: values.wipe ?? false, log });
}

/** @type {MakeCommand} */
function mlflowCommand(action, names, values) {
  const act = mlflowActions.get(action);
  if (!act || names.some((name) => name !== 'large')) return undefined;
  const large = names.length > 0;
  return async () => await act({ stateDir: stateDirectory(values.state), wipe: values.wipe ?? false, large, log });
}

/** @type {Map<string, MakeCommand>} */
const systems = new Map([
  ['docker', dockerCommand],
  ['kubernetes', clusterCommand],
  ['operators', operatorsCommand],
  ['mlflow', mlflowCommand],
]);

/** @param {string | undefined} chosen */
const stateDirectory = (chosen) => resolve(chosen ?? defaultStateDir());

const options = /** @type {const} */ ({
  'no-gpu': { type: 'boolean' },
  bridge: { type: 'boolean' },
  gpus: { type: 'string' },
  kwok: { type: 'boolean' },
  nodes: { type: 'string' },
  pods: { type: 'string' },
  state: { type: 'string' },
  wipe: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * @param {string | undefined} text
 * @returns {number | undefined}
 */
function count(text) {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`not a number: ${text}`);
  return Number(text);
}

const clusterActions = new Map([
  ['up', clusterUp],
  ['down', clusterDown],
  ['status', clusterStatus],
]);

/** @type {Map<string, (settings: import('./operators/commands.mjs').OperatorSettings) => void | Promise<void>>} */
const operatorActions = new Map([
  ['up', operatorsUp],
  ['down', operatorsDown],
  ['status', operatorsStatus],
]);

/** @type {Map<string, (settings: import('./python/commands.mjs').TrackerSettings) => void | Promise<void>>} */
const mlflowActions = new Map([
  ['up', mlflowUp],
  ['down', mlflowDown],
  ['status', mlflowStatus],
]);

/** @type {Map<string, (names: readonly string[], settings: Settings) => Promise<void>>} */
const dockerActions = new Map([
  [
    'up',
    async (names, settings) => {
      for (const name of chosenComponents(names, ['old', 'new'])) await up(name, settings);
      const config = await dockerConfig({ stateDir: settings.stateDir, log });
      process.stdout.write(`client   ${config.docker} with DOCKER_CONFIG=${config.dir} (has buildx)\n`);
    },
  ],
  [
    'down',
    async (names, settings) => {
      const chosen = chosenComponents(names, components);
      for (const name of [...chosen].reverse()) await down(name, settings);
      const all = chosen.length === components.length;
      if (all && settings.wipe) rmSync(join(settings.stateDir, 'config'), { recursive: true, force: true });
    },
  ],
  [
    'status',
    async (names, { stateDir }) => {
      for (const name of chosenComponents(names, components)) await status(name, stateDir);
    },
  ],
]);

async function main() {
  const command = readCommand();
  if (typeof command === 'number') return command;
  await command();
  return 0;
}

// A reader that has seen enough (head) closes the pipe.
process.stdout.on('error', (error) => process.exit(errorCode(error) === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
