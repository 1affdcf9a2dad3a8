// @ts-check
// Counts what a program of ours does outside of its process: programs started, connections made, files written, folders listed.
// Built-in modules are patched, and ES modules see the patched functions too. Works in Node and in the extension host, where other
// extensions and the host itself live: a call counts when our code is among its callers.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** @typedef {'process' | 'socket' | 'write' | 'scan'} CallKind */
/** @typedef {{kind: CallKind, name: string, detail: string}} OutsideCall */

const writes = [
  'writeFile',
  'appendFile',
  'mkdir',
  'mkdtemp',
  'rm',
  'rmdir',
  'unlink',
  'rename',
  'symlink',
  'link',
  'copyFile',
  'cp',
  'chmod',
  'truncate',
];
const scans = ['readdir', 'opendir', 'glob', 'watch'];
const withSync = (/** @type {readonly string[]} */ names) => names.flatMap((name) => [name, `${name}Sync`]);

/** @type {readonly {kind: CallKind, owner: object, names: readonly string[]}[]} */
const patched = [
  {
    kind: 'process',
    owner: childProcess,
    names: ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
  },
  { kind: 'socket', owner: net.Socket.prototype, names: ['connect'] },
  { kind: 'socket', owner: net.Server.prototype, names: ['listen'] },
  { kind: 'socket', owner: dgram, names: ['createSocket'] },
  { kind: 'write', owner: fs, names: [...withSync(writes), 'createWriteStream'] },
  { kind: 'write', owner: fsPromises, names: writes },
  { kind: 'scan', owner: fs, names: withSync(scans) },
  { kind: 'scan', owner: fsPromises, names: scans },
];

/**
 * Starts counting.
 * @param {string} ours Part of the path of the code whose calls count, for example the extension's dist folder.
 * @returns {{calls: OutsideCall[], stop: () => void}}
 */
export function recordOutsideCalls(ours) {
  /** @type {OutsideCall[]} */
  const calls = [];
  /** @type {(() => void)[]} */
  const undo = [];
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  for (const { kind, owner, names } of patched) {
    for (const name of names) {
      const original = Reflect.get(owner, name);
      if (typeof original !== 'function') continue;
      Reflect.set(
        owner,
        name,
        /** @type {(this: unknown, ...args: unknown[]) => unknown} */
        function patchedCall(...args) {
          if ((new Error('who calls').stack ?? '').includes(ours))
            calls.push({ kind, name, detail: describe(args[0]) });
          return Reflect.apply(original, this, args);
        },
      );
      undo.push(() => Reflect.set(owner, name, original));
    }
  }
  syncBuiltinESMExports();
  const stop = () => {
    for (const one of undo) one();
    Error.stackTraceLimit = limit;
    syncBuiltinESMExports();
  };
  return { calls, stop };
}

/** @param {unknown} value */
function describe(value) {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
