// @ts-check
// A Neptune 3 server as its client sees it: a stand-in, for no licensed one could be had. The real neptune-query is its judge.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runningRecord, startDaemon, stopDaemon } from '../daemon.mjs';
import { freePort } from '../freePort.mjs';
import { withLock } from '../withLock.mjs';
import { endsWithParent } from './endsWithParent.mjs';
import { pythonEnvironment } from './pythonEnvironment.mjs';

/** Of standInServer.py. */
const KEY = 'trainyard-testbed-key';
const programs = join(import.meta.dirname, 'neptune');

/** What the user has in NEPTUNE_API_TOKEN. @param {string} url @param {string} [key] */
export const neptuneToken = (url, key = KEY) =>
  Buffer.from(JSON.stringify({ api_address: url, api_url: url, api_key: key })).toString('base64');

/**
 * @param {object} options
 * @param {string} options.data A folder that neptune-scale has kept runs in; copied before it is read.
 * @param {string} options.stateDir
 * @param {boolean} [options.outlive] It goes on when this process ends.
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<{url: string, token: string, stop: (options?: {wipe?: boolean}) => Promise<void>}>}
 */
export async function startNeptune({ data, stateDir, outlive = false, log = () => undefined }) {
  const folder = join(resolve(stateDir), 'mlflow-neptune');
  const python = await pythonEnvironment('scale-dagshub', { log });
  const of = `${data} ${contentOfPrograms()}`;
  return await withLock(`${folder}.lock`, async () => {
    // One of other data, or of another version of it, is of no use.
    if (runningRecord(folder)?.facts['of'] !== of) await stopDaemon(folder);
    const running = runningRecord(folder);
    const [port, filesPort] = [await freePort(), await freePort()];
    const url = running ? String(running.facts['url']) : `http://127.0.0.1:${port}`;
    if (!running) {
      const program = [python, '-B', join(programs, 'standInServer.py'), data, String(port), String(filesPort)];
      const [command = '', ...args] = outlive ? program : endsWithParent(program);
      await startDaemon({
        dir: folder,
        command,
        args,
        env: process.env,
        facts: { url, of },
        ready: () => answers(url),
      });
    }
    return { url, token: neptuneToken(url), stop: async (options) => await stopDaemon(folder, options) };
  });
}

function contentOfPrograms() {
  const hash = createHash('sha256');
  for (const file of globSync(join(programs, 'standIn*.py')).sort()) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} url */
async function answers(url) {
  try {
    const headers = { 'X-Neptune-Api-Token': neptuneToken(url) };
    return (await fetch(`${url}/api/backend/v1/authorization/oauth-token`, { headers })).status === 200;
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
