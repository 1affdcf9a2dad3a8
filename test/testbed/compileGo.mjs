// @ts-check
// Compiles one program from a Go module of the test bed.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findGo } from './findGo.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/**
 * @typedef {object} GoProgram
 * @property {string} folder The module's.
 * @property {string} package
 * @property {string} output The program's file; it appears when it is whole.
 * @property {'0' | '1'} cgo
 * @property {string} [tags]
 * @property {string} [ldflags]
 * @property {number} niceness
 * @property {import('./findGo.mjs').Go} go
 * @property {(line: string) => void} log
 */

/**
 * Module files stay as they are (readonly), and nothing of this machine gets into the program (trimpath).
 * @param {GoProgram} program
 */
export async function compileGo({ folder, package: name, output, cgo, tags = '', ldflags = '', niceness, go, log }) {
  const started = Date.now();
  const next = `${output}.new`;
  const flags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', `-s -w ${ldflags}`, '-tags', tags];
  log(`compiling ${basename(output)} (${name})`);
  try {
    await runCommand(go.command, ['build', ...flags, '-o', next, name], {
      cwd: folder,
      env: { ...process.env, ...go.env, CGO_ENABLED: cgo },
      niceness,
    });
    renameSync(next, output);
  } finally {
    rmSync(next, { force: true });
  }
  log(`compiled ${basename(output)} in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * The one program of a module, compiled when it is not there yet.
 * @param {{folder: string, package: string, output: string, log: (line: string) => void}} program output: in a folder that is for this state of the module.
 */
export async function compileOnce({ folder, package: name, output, log }) {
  if (existsSync(output)) return;
  await withLock(`${dirname(output)}.lock`, async () => {
    if (existsSync(output)) return;
    mkdirSync(dirname(output), { recursive: true });
    const go = await findGo({ wanted: goVersion(folder), log });
    try {
      await compileGo({ folder, package: name, output, cgo: '0', niceness: 5, go, log });
    } finally {
      go.cleanUp();
    }
  });
}

/**
 * @param {string} folder
 * @returns {string} The Go version that the module asks for, such as 1.26.3.
 */
export function goVersion(folder) {
  const version = /^go (\S+)$/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod names no Go version`);
  return version;
}
