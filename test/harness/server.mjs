// @ts-check
// Starts the real VS Code server: the workbench for a browser, and a real extension host process.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { mergeEnvironment, mustRun } from '../../scripts/lib/runProgram.mjs';
import { withFileLog } from './fileLog.mjs';
import { installVscode } from './installVscode.mjs';
import { ownGroup, removeScratchFolder, scratchFolder } from './runState.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {boolean} [smoke] The workbench reads development extensions and a test suite from its address and reports an exit code, but shows no notification toasts.
 * @property {boolean} [restricted] Workspace trust stays on, so a folder opens in restricted mode.
 * @property {Record<string, unknown>} [settings] User settings over the quiet ones of this file.
 * @property {NodeJS.ProcessEnv} [env] Added to the environment of server and extension host.
 * @property {readonly string[]} [extensionFolders] Unpacked extensions, used where they lie as if they were installed.
 * @property {readonly string[]} [vsix] Packaged extensions to install.
 * @property {number} [port] Asked for; another one when it is taken.
 * @property {'trace' | 'info'} [logLevel] Of everything that writes a log, our output channel too.
 * @property {readonly string[]} [launcher] A program and its arguments that starts the server, for example with fewer rights.
 * @property {(text: string) => void} [log]
 *
 * @typedef {object} Server
 * @property {string} host `localhost:PORT`, also the authority of remote addresses.
 * @property {number} pid Extension hosts are among its children.
 * @property {string} data The server's own folder: user settings and logs lie in it.
 * @property {(workspace: string, payload?: readonly (readonly [string, string])[]) => string} address Of the workbench with a folder open.
 * @property {(path: string) => string} remoteUri How the workbench names a file of this machine.
 * @property {() => Promise<void>} stop
 */

/** Quiet and repeatable: nothing asks, nothing looks for updates, no editor opens by itself. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'debug.saveBeforeStart': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  // Screenshots go into the documents: no name of one build of VS Code in them.
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};
const startTimeoutMs = 60_000;

/**
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 */
export async function startServer(options = {}) {
  const { node, main: installed } = await installVscode();
  const data = scratchFolder('vscode');
  const main = options.logLevel ? await withFileLog(installed, scratchFolder('vscode-program')) : installed;
  const extensions = join(data, 'extensions');
  writeSettings(data, options);
  registerFolders(extensions, options.extensionFolders ?? []);
  const own = ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', extensions];
  for (const file of options.vsix ?? []) await mustRun(node, [main, '--install-extension', file, ...own]);

  const port = await freePort(options.port);
  const trust = options.restricted ? [] : ['--disable-workspace-trust'];
  const smoke = options.smoke ? ['--enable-smoke-test-driver'] : [];
  // Without a token any page of the user's browser could drive the terminal of this server.
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(data, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const network = ['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile];
  const verbose = options.logLevel ? ['--log', options.logLevel] : [];
  const [program, ...before] = [...(options.launcher ?? []), node];
  const child = spawn(
    program,
    [
      ...before,
      main,
      ...network,
      ...own,
      '--disable-telemetry',
      '--disable-experiments',
      ...verbose,
      ...trust,
      ...smoke,
    ],
    {
      // Without a gallery the server does not look up every extension on the internet.
      env: mergeEnvironment({ EXTENSIONS_GALLERY: '{}', ...options.env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  const end = child.pid === undefined ? () => undefined : ownGroup(child.pid);
  const stop = async () => {
    end();
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('close', resolve));
    removeScratchFolder(data);
  };
  try {
    await listening(child, options.log ?? (() => undefined));
  } catch (error) {
    await stop();
    throw error;
  }
  return serverHandle({ port, token, data, pid: child.pid ?? 0, stop });
}

/**
 * `localhost`, not an address in numbers: webviews need a secure context, and the name is part of remote addresses.
 * @param {{port: number, token: string, data: string, pid: number, stop: () => Promise<void>}} parts
 * @returns {Server}
 */
function serverHandle({ port, token, data, pid, stop }) {
  const host = `localhost:${port}`;
  return {
    host,
    pid,
    data,
    address: (workspace, payload = []) => {
      const query = payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
      const folder = workspace === '' ? 'ew=true' : `folder=${encodeURIComponent(workspace).replaceAll('%2F', '/')}`;
      return `http://${host}/?tkn=${token}&${folder}${query}`;
    },
    remoteUri: (path) => `vscode-remote://${host}${path}`,
    stop,
  };
}

/**
 * @param {string} data
 * @param {ServerOptions} options
 */
function writeSettings(data, { restricted = false, settings = {} }) {
  const trust = restricted
    ? { 'security.workspace.trust.startupPrompt': 'never' }
    : { 'security.workspace.trust.enabled': false };
  mkdirSync(join(data, 'data/User'), { recursive: true });
  writeFileSync(
    join(data, 'data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...trust, ...settings }, null, 2),
  );
  // Those of the scope `machine` are read of the machine that the server runs on.
  mkdirSync(join(data, 'data/Machine'), { recursive: true });
  writeFileSync(join(data, 'data/Machine/settings.json'), JSON.stringify(settings, null, 2));
}

/**
 * The list VS Code keeps of installed extensions may point anywhere.
 * @param {string} extensions
 * @param {readonly string[]} folders
 */
function registerFolders(extensions, folders) {
  mkdirSync(extensions, { recursive: true });
  const entries = folders.map((path) => {
    const { publisher, name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return {
      identifier: { id: `${publisher}.${name}` },
      version,
      location: { $mid: 1, path, scheme: 'file' },
      metadata: { installedTimestamp: 0, source: 'resource' },
    };
  });
  if (entries.length > 0) writeFileSync(join(extensions, 'extensions.json'), JSON.stringify(entries));
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {(text: string) => void} log
 * @returns {Promise<void>}
 */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (/** @type {string} */ cause) =>
      reject(new Error(`the VS Code server ${cause}\n${output.slice(-2000)}`));
    const timer = setTimeout(() => fail(`did not start in ${startTimeoutMs / 1000} s`), startTimeoutMs);
    const read = (/** @type {Buffer} */ chunk) => {
      log(chunk.toString());
      if (output.length < 100_000) output += chunk.toString();
      if (!output.includes('Extension host agent listening')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

/**
 * @param {number} [wanted]
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0) {
  try {
    return await tryPort(wanted);
  } catch (error) {
    if (wanted === 0) throw error;
    return await tryPort(0);
  }
}

/**
 * @param {number} wanted
 * @returns {Promise<number>}
 */
function tryPort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : wanted;
      probe.close(() => resolve(port));
    });
  });
}
