// @ts-check
// npm as it came with the Node that runs, without a shell in between.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { mustRun } from './runProgram.mjs';

const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--loglevel=error'];

/**
 * Runs npm without install scripts.
 * @param {readonly string[]} args
 * @param {{cwd: string}} options
 */
export async function npm(args, { cwd }) {
  const script = npmScript();
  const command = script === undefined ? 'npm' : process.execPath;
  await mustRun(command, [...(script === undefined ? [] : [script]), ...args, ...quiet], { cwd });
}

/** @returns {string | undefined} npm's main file; undefined when only the command is known. */
function npmScript() {
  const given = process.env['npm_execpath'];
  if (given?.endsWith('npm-cli.js') && existsSync(given)) return given;
  const folders = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders
    .flatMap((folder) => [
      join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
      join(folder, 'node_modules/npm/bin/npm-cli.js'),
      join(folder, '../share/nodejs/npm/bin/npm-cli.js'),
    ])
    .find((path) => existsSync(path));
}

/**
 * Installs the packages of package-lock.json when they are missing or older than it.
 * @param {string} root The checkout.
 * @returns {Promise<boolean>} false when they were there already.
 */
export async function installDependencies(root) {
  if (areDependenciesCurrent(root)) return false;
  await npm(['ci'], { cwd: root });
  return true;
}

/**
 * npm writes node_modules/.package-lock.json last. Times alone mislead after a fresh checkout, so the contents decide.
 * @param {string} root
 */
export function areDependenciesCurrent(root) {
  const wanted = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(wanted).mtimeMs || samePackages(wanted, installed);
}

/**
 * @param {string} wanted
 * @param {string} installed
 */
function samePackages(wanted, installed) {
  const have = readPackages(installed);
  return [...readPackages(wanted)].every(
    ([path, entry]) => path === '' || entry.optional === true || have.get(path)?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Map<string, {version?: string, optional?: boolean}>}
 */
function readPackages(file) {
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {}));
}
