// @ts-check
// `npm start`: installs what is needed, does the main job once in real VS Code, and hands over.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atExit, endNow, isEnding, never } from '../lib/atExit.mjs';
import { installDependencies } from '../lib/npm.mjs';
import { StepFailed, Steps } from './steps.mjs';

const root = resolve(import.meta.dirname, '../..');
const usage = `npm start [-- options]
  --exit       end after the tour, with 0, or 1 when a step failed (also without a terminal)
  --port N     address of VS Code, default 8300; another one when it is taken
  --desktop    open the sample in the installed VS Code instead
  --stop       stop the engine that an earlier start left running
  --yes        install missing system packages without asking`;
const defaultPort = 8300;

/** @typedef {{exit: boolean, port: number, desktop: boolean, stop: boolean, yes: boolean}} Options */

/**
 * @param {readonly string[]} args
 * @returns {Promise<never>}
 */
export async function startMain(args) {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    process.exit(64);
  }
  atExit(() => undefined);
  if (options.stop) return await stop();
  const steps = new Steps(join(root, 'out/tour'));
  try {
    await (options.desktop ? desktop(steps, options) : tour(steps, options));
    return await endNow(0);
  } catch (error) {
    if (isEnding()) return await never();
    if (!(error instanceof StepFailed)) console.error(error);
    return await endNow(1);
  }
}

/**
 * @param {readonly string[]} args
 * @returns {Options | string} A text says what is wrong.
 */
function readOptions(args) {
  try {
    const flag = /** @type {const} */ ({ type: 'boolean', default: false });
    const { values } = parseArgs({
      args: [...args],
      options: {
        exit: flag,
        desktop: flag,
        stop: flag,
        yes: flag,
        help: flag,
        port: { type: 'string', default: String(defaultPort) },
      },
    });
    if (values.help) return usage;
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return `${values.port} is no port\n${usage}`;
    const isAlone = !(process.stdin.isTTY && process.stdout.isTTY) || process.env['CI'] === 'true';
    return { exit: values.exit || isAlone, desktop: values.desktop, stop: values.stop, yes: values.yes, port };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${usage}`;
  }
}

async function stop() {
  await installDependencies(root);
  const { stopOwnEngine } = await import('./engine.mjs');
  await stopOwnEngine();
  console.log('the engine of npm start is stopped; its images stay in the cache folder');
  return await endNow(0);
}

/**
 * @param {Steps} steps
 * @param {Options} options
 */
async function tour(steps, options) {
  const { engine, browser } = await steps.run('set-up', () => setUp(steps, options), { since: began() });

  const { buildExtension } = await import('./buildExtension.mjs');
  await steps.run('build of the extension', () => buildExtension(root));

  const { openTourWindow } = await import('./window.mjs');
  const { takeTour } = await import('./tour.mjs');
  const { workbench, server, workspace, commandsFile } = await steps.run('VS Code up', () =>
    openTourWindow({ root, engine, page: browser.page, port: options.port }),
  );
  let hasFailed = false;
  try {
    const run = await takeTour({ workbench, steps, workspace, engine });
    const { handOver } = await import('./window.mjs');
    writeFileSync(commandsFile, JSON.stringify(handOver({ engine, run, workspace })));
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    hasFailed = true;
  }
  console.log(`VS Code waits at ${server.address(workspace)}`);
  if (!options.exit) {
    await browser.close();
    console.log('Ctrl+C ends it.');
    await never();
  }
  if (hasFailed) throw new StepFailed('tour');
}

/**
 * Everything that can be done side by side is: packages of npm, the server of VS Code, Debian's packages and what is made from them.
 * @param {Steps} steps
 * @param {Options} options
 */
async function setUp(steps, { yes }) {
  const log = (/** @type {string} */ line) => steps.log(line);
  const { findBrowser, installVscode } = await import('../../test/harness/installVscode.mjs');
  const { plan, packages } = await planPackages({ yes, log, more: findBrowser() === undefined ? ['browser'] : [] });
  const opening = Promise.all([installDependencies(root), packages]).then(async () => {
    const { openBrowser } = await import('../../test/harness/browser.mjs');
    return await openBrowser({ width: 1440, height: 900 });
  });
  const [browser, engine] = await Promise.all([opening, packages.then(() => plan.prepare(log)), installVscode()]);
  steps.watch(browser.page);
  log(`engine: ${engine.described}`);
  return { engine, browser };
}

/**
 * Asks for all packages at once.
 * @param {{yes: boolean, log: (line: string) => void, more: readonly string[]}} options
 * @returns {Promise<{plan: import('./engine.mjs').EnginePlan, packages: Promise<unknown>}>}
 */
async function planPackages({ yes, log, more }) {
  const { planEngine } = await import('./engine.mjs');
  const { installSystemPackages } = await import('../lib/systemPackages.mjs');
  const plan = await planEngine();
  const groups = [...plan.packageGroups, ...more];
  return {
    plan,
    packages: groups.length === 0 ? Promise.resolve() : installSystemPackages(groups, { why: 'npm start', yes, log }),
  };
}

/**
 * @param {Steps} steps
 * @param {Options} options
 */
async function desktop(steps, { yes }) {
  const log = (/** @type {string} */ line) => steps.log(line);
  const engine = await steps.run(
    'set-up',
    async () => {
      const { plan, packages } = await planPackages({ yes, log, more: [] });
      const [found] = await Promise.all([packages.then(() => plan.prepare(log)), installDependencies(root)]);
      return found;
    },
    { since: began() },
  );
  const { buildExtension } = await import('./buildExtension.mjs');
  await steps.run('build of the extension', () => buildExtension(root));
  const { openDesktop } = await import('./desktop.mjs');
  await steps.run('VS Code up', () => openDesktop({ root, engine }));
}

/** The command itself may have begun on an older Node. */
const began = () => Number(process.env['TRAINYARD_STARTED']) || Date.now();
