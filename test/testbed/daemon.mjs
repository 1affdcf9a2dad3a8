// Starts background programs that outlive this process, and remembers them in a file so that any later process can stop them.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, isAlive, processId, stopTree } from './processTree.mjs';
import { lastLines } from './runCommand.mjs';

/** @typedef {import('./processTree.mjs').ProcessId} ProcessId */

/**
 * @typedef {object} DaemonRecord
 * @property {ProcessId} process
 * @property {Record<string, unknown>} facts What the component needs to be found and used again.
 */

/** Servers may be slow to come up on a busy machine; a dead process ends the wait at once. */
const readyTimeoutMs = 240_000;

/**
 * @param {object} what
 * @param {string} what.dir Gets `log` and `daemon.json`.
 * @param {string} what.command
 * @param {readonly string[]} what.args
 * @param {NodeJS.ProcessEnv} what.env
 * @param {Record<string, unknown>} what.facts
 * @param {() => Promise<boolean>} what.ready Asks for something only this server can answer.
 * @returns {Promise<ProcessId>}
 */
export async function startDaemon({ dir, command, args, env, facts, ready }) {
  mkdirSync(dir, { recursive: true });
  const logFile = join(dir, 'log');
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { detached: true, env, stdio: ['ignore', log, log], cwd: dir });
  closeSync(log);
  /** @type {Error | undefined} */
  let failure;
  child.on('error', (error) => {
    failure = error;
  });
  child.unref();
  await new Promise((resolve) => setImmediate(resolve));
  if (child.pid === undefined)
    throw new Error(`${command} cannot be started${failure ? `: ${failure.message}` : ''}`, { cause: failure });
  const id = processId(child.pid);
  writeRecord(dir, { process: id, facts });
  const end = Date.now() + readyTimeoutMs;
  while (!(await ready())) {
    const ended = !isAlive(id);
    if (ended || Date.now() > end) {
      await stopTree(id);
      const cause = ended ? 'ended while it started' : `was not ready after ${readyTimeoutMs / 1000} s`;
      throw new Error(`${command} ${cause}; the end of ${logFile}:\n${lastLines(readFileSync(logFile, 'utf8'))}`);
    }
    await delay(50);
  }
  return id;
}

/**
 * @param {string} dir
 * @param {DaemonRecord} record
 */
function writeRecord(dir, record) {
  const file = join(dir, 'daemon.json');
  writeFileSync(`${file}.new`, JSON.stringify(record, null, 2));
  renameSync(`${file}.new`, file);
}

/**
 * @param {string} dir
 * @returns {DaemonRecord | undefined}
 */
export function readRecord(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'daemon.json'), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} dir
 * @returns {DaemonRecord | undefined} undefined when the program does not run.
 */
export function runningRecord(dir) {
  const record = readRecord(dir);
  return record && isAlive(record.process) ? record : undefined;
}

/**
 * @param {string} dir
 */
export function forgetRecord(dir) {
  rmSync(join(dir, 'daemon.json'), { force: true });
}

/**
 * Stops a program started with {@link startDaemon} in `dir`; does nothing when none runs.
 * @param {string} dir
 * @param {{wipe?: boolean}} [options] wipe deletes the directory.
 */
export async function stopDaemon(dir, { wipe = false } = {}) {
  const record = readRecord(dir);
  if (record) await stopTree(record.process);
  forgetRecord(dir);
  if (wipe) rmSync(dir, { recursive: true, force: true });
}
