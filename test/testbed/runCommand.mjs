// One way to run a program to its end, with its output in the error when it fails.
import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] The whole environment; the default is this process's own.
 * @property {string | Buffer} [input]
 * @property {string} [outputFile] Standard output goes there and is not returned.
 * @property {number} [niceness] 0 to 19.
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} Standard output.
 * @throws {Error} with the end of the output when the program cannot be started or ends with another code than 0.
 */
export async function runCommand(command, args, options = {}) {
  const niced = options.niceness ? ['nice', '-n', String(options.niceness), command, ...args] : [command, ...args];
  const [program = command, ...rest] = niced;
  const file = options.outputFile === undefined ? undefined : openSync(options.outputFile, 'w');
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(program, rest, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        stdio: ['pipe', file ?? 'pipe', 'pipe'],
      });
      /** @type {Buffer[]} */
      const out = [];
      /** @type {Buffer[]} */
      const err = [];
      child.stdout?.on('data', (chunk) => out.push(chunk));
      child.stderr?.on('data', (chunk) => err.push(chunk));
      child.on('error', (error) => reject(new Error(`${command}: ${error.message}`, { cause: error })));
      child.on('close', (code, signal) => {
        const text = Buffer.concat(out).toString();
        if (code === 0) resolve(text);
        else
          reject(
            new Error(
              `${[command, ...args].join(' ').slice(0, 300)}: ended with ${code ?? signal}\n${lastLines(Buffer.concat([...out, ...err]).toString())}`,
            ),
          );
      });
      // A program may end without reading its input; its exit code tells the cause.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input ?? '');
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * @param {string} text
 * @param {number} [count]
 * @returns {string}
 */
export function lastLines(text, count = 15) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
