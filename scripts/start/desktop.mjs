// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { copySample, writeWorkspaceSettings } from './sample.mjs';
import { TourError } from './steps.mjs';

const names = process.platform === 'win32' ? ['code.cmd', 'code-insiders.cmd'] : ['code', 'code-insiders'];
const places = [
  '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  '/usr/share/code/bin/code',
  '/snap/bin/code',
];

/**
 * Opens the installed VS Code with the extension from source, on a copy of the sample that stays: the window outlives this process.
 * @param {{root: string, engine: import('./engine.mjs').TourEngine}} options
 */
export async function openDesktop({ root, engine }) {
  const command = findCode();
  if (command === undefined) {
    throw new TourError(
      'VS Code is not installed, or its command "code" is not on the path',
      'run "Shell Command: Install code command" in VS Code, or npm start without --desktop',
    );
  }
  const workspace = copySample({ root, folder: mkdtempSync(join(tmpdir(), 'trainyard-sample-')), base: engine.base });
  // A VS Code that runs already would not get our environment.
  if (engine.needsAddress) writeWorkspaceSettings(workspace, { 'trainyard.engines.hosts': [engine.dockerHost] });
  const args = [`--extensionDevelopmentPath=${root}`, '--new-window', workspace];
  // A batch file is nothing Windows can start by itself.
  const child = command.endsWith('.cmd')
    ? spawn('cmd.exe', ['/d', '/c', command, ...args], { stdio: 'inherit' })
    : spawn(command, args, { stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0)
    throw new TourError(`${command} ended with ${code}`, 'start VS Code by hand and run npm start -- --desktop again');
}

/** @returns {string | undefined} */
function findCode() {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...places].find((path) => existsSync(path));
}
