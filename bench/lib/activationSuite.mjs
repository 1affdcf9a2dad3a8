// @ts-check
// Runs inside the extension host in place of a test suite: loads and activates the extension once, and writes down what that cost.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { extensions } from 'vscode';
import { emptyReport, writeReport } from '../../test/harness/testReport.mjs';
import { recordOutsideCalls } from '../../test/support/outsideCalls.mjs';

export async function run() {
  const extension = extensions.getExtension('trainyard.trainyard');
  if (!extension) throw new Error('the extension is not there');
  if (extension.isActive) throw new Error('something activated the extension before it was used');
  const { calls, stop } = recordOutsideCalls(join(extension.extensionPath, 'dist'));
  // VS Code imports the same address when it activates, and then finds the module loaded: loading and activating are told apart.
  const began = performance.now();
  const module = await import(pathToFileURL(join(extension.extensionPath, 'dist/extension.js')).href);
  const loaded = performance.now();
  const called = timedCall(module.activate);
  await extension.activate();
  const activated = performance.now();
  stop();
  const activateMs = called();
  if (activateMs === undefined) throw new Error('VS Code did not call activate() in the way that is timed here');
  const count = (/** @type {string} */ kind) => calls.filter((call) => call.kind === kind).length;
  writeFileSync(
    process.env['TRAINYARD_BENCH_FILE'] ?? '',
    JSON.stringify({
      activateMs,
      // With what VS Code does around it: it fetches the stored state from the window first.
      wholeMs: activated - loaded,
      moduleLoad: loaded - began,
      processes: count('process'),
      sockets: count('socket'),
      scans: count('scan'),
      writes: count('write'),
      calls,
    }),
  );
  writeReport({ ...emptyReport(), passed: 1 }, process.env['TRAINYARD_REPORT']);
}

/**
 * VS Code calls a function by its `apply`, which can be replaced on this one function.
 * @param {(...args: unknown[]) => unknown} target
 * @returns {() => number | undefined} Milliseconds of the call; undefined before it.
 */
function timedCall(target) {
  /** @type {number | undefined} */
  let took;
  Object.defineProperty(target, 'apply', {
    value: (/** @type {unknown} */ self, /** @type {unknown[]} */ args) => {
      const began = performance.now();
      const result = Reflect.apply(target, self, args);
      took = performance.now() - began;
      return result;
    },
  });
  return () => took;
}
