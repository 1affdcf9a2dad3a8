// @ts-check
// One way to run a program to its end. Every program leads its own process group, so that it ends with all it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atExit, isEnding, never } from './atExit.mjs';

/** Between the request to end and the end. */
const graceMs = 8000;

/**
 * @typedef {object} ProgramOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] Added to this process's environment; undefined removes a variable.
 * @property {number} [timeoutMs]
 * @property {(text: string) => void} [onOutput] Standard output and error as they come.
 *
 * @typedef {object} ProgramResult
 * @property {number} code Exit code; 128 and more for a signal, 124 for a time-out, 127 for a program that is not there.
 * @property {string} output Standard output and error, in the order they came.
 * @property {string} stdout
 * @property {number} seconds
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ProgramOptions} [options]
 * @returns {Promise<ProgramResult>}
 */
export function runProgram(command, args, { cwd, env, timeoutMs, onOutput } = {}) {
  const started = performance.now();
  // Who is on the way out starts nothing more.
  if (isEnding()) return never();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: mergeEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let output = '';
    let stdout = '';
    let timedOut = false;
    /** It gets the chance to end what it started in groups of their own. */
    const stop = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      killGroup(child.pid, 'SIGTERM');
      const killer = setTimeout(() => killGroup(child.pid), graceMs);
      await closed;
      clearTimeout(killer);
    };
    const forget = atExit(stop);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            void stop();
          }, timeoutMs);
    const done = (/** @type {number} */ code) => {
      clearTimeout(timer);
      forget();
      if (isEnding()) return;
      resolve({ code, output, stdout, seconds: (performance.now() - started) / 1000 });
    };
    const take = (/** @type {string} */ text) => {
      output += text;
      onOutput?.(text);
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', (error) => {
      take(`${command}: ${error.message}\n`);
      done(127);
    });
    child.once('close', (code) => {
      if (timedOut) take(`${command}: stopped after ${(timeoutMs ?? 0) / 1000} s\n`);
      done(timedOut ? 124 : (code ?? 137));
    });
  });
}

/**
 * Runs a program that must succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ProgramOptions} [options]
 * @returns {Promise<string>} Standard output.
 */
export async function mustRun(command, args, options) {
  const { code, output, stdout } = await runProgram(command, args, options);
  if (code !== 0)
    throw new Error(
      `${[command, ...args].join(' ')} ended with ${code}\n${output.trimEnd().split('\n').slice(-25).join('\n')}`,
    );
  return stdout;
}

/**
 * @param {number | undefined} pid The leader of the group.
 * @param {NodeJS.Signals} [name]
 */
export function killGroup(pid, name = 'SIGKILL') {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * @param {NodeJS.ProcessEnv} [changes]
 * @returns {NodeJS.ProcessEnv}
 */
export function mergeEnvironment(changes = {}) {
  const merged = { ...process.env, ...changes };
  for (const [name, value] of Object.entries(merged)) if (value === undefined) delete merged[name];
  return merged;
}
