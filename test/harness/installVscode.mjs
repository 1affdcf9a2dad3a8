// @ts-check
// Real VS Code without a desktop: the npm package code-server carries the whole VS Code server and its workbench.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder, fillOnce } from '../../scripts/lib/cacheFolder.mjs';
import { node24 } from '../../scripts/lib/node24.mjs';
import { npm } from '../../scripts/lib/npm.mjs';

const version = '4.139.1';

/** @typedef {{node: string, main: string, installed: boolean}} VscodeServer The binary that runs it, its main file, and whether it was fetched just now. */

/**
 * Fetches the VS Code server (0.8 GB on disk) unless it is there. Runs no install script and compiles nothing.
 * @returns {Promise<VscodeServer>}
 */
export async function installVscode() {
  const node = await node24();
  const folder = cacheFolder('vscode', version);
  const installed = await fillOnce(folder, async (partial) => {
    await npm(['install', '--prefix', partial, '--no-save', '--no-package-lock', `code-server@${version}`], {
      cwd: partial,
    });
    // The server inside has a list of packages of its own, which npm does not follow.
    const inner = join(partial, 'node_modules/code-server/lib/vscode');
    await npm(['install', '--omit=dev', '--no-save', '--no-package-lock'], { cwd: inner });
  });
  return { node, main: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'), installed };
}

const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
];
const browserPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @returns {string | undefined} A browser of this machine that the workbench can be driven in; `CHROMIUM` names another one. */
export function findBrowser() {
  if (process.env['CHROMIUM']) return process.env['CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => browserNames.map((name) => join(folder, name)));
  return [...onPath, ...browserPlaces].find((path) => existsSync(path));
}
