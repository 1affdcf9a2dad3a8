// @ts-check
// An event file of TensorBoard, read whole from nothing, against TensorBoard's own accumulator reading the same file.
import { resolve } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { openTensorboard } from '../../src/adapters/tensorboard/openTensorboard.ts';
import { pythonEnvironment } from '../../test/testbed/python/pythonEnvironment.mjs';
import { longestBlock } from '../lib/longestBlock.mjs';

export const id = 'tensorboard-scalars';
export const group = 'experiments';
export const title = 'event file of 1,000,000 scalars, all of them | EventAccumulator of tensorboard';
export const unit = 'ms';

const POINTS = 1_000_000;
const { signal } = new AbortController();
const program = resolve(import.meta.dirname, '../python/eventScalars.py');

let folder = '';
let python = '';

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup({ scratch, log }) {
  python = await pythonEnvironment('tensorboard', { log });
  folder = scratch('events');
  log('writing 1,000,000 scalars');
  await mustRun(python, [program, 'write', folder]);
}

export async function ours() {
  const { value, longestBlockMs } = await longestBlock(readAll);
  return { value, also: { longestBlockMs } };
}

/** The time of the calls alone: starting Python and importing TensorBoard takes seconds more. */
export async function theirs() {
  const stdout = await mustRun(python, [program, 'read', folder]);
  const [count, took] = (stdout.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (count !== POINTS || took === undefined) throw new Error(`${count} points instead of ${POINTS}`);
  return took;
}

async function readAll() {
  const begun = performance.now();
  const place = /** @type {const} */ ({ form: 'folder', path: folder });
  const ref = /** @type {const} */ ({ id: folder, kind: 'tensorboard', label: folder, place, foundBy: 'user' });
  const parts = { folder, watchFiles: () => ({ dispose: () => undefined }), tagsOf: () => new Map() };
  const opened = await openTensorboard(ref, parts, signal);
  if (!opened.ok) throw new Error(opened.failure.message);
  try {
    const run = await opened.value.run('.', signal);
    if (!run.ok) throw new Error(run.failure.message);
    let count = 0;
    for (const key of run.value.run.metrics.keys()) {
      const [history] = await opened.value.histories({ runIds: ['.'], key }, signal);
      count += history?.ok === true ? history.value.steps.length : 0;
    }
    if (count !== POINTS) throw new Error(`${count} points instead of ${POINTS}`);
    return performance.now() - begun;
  } finally {
    opened.value.dispose();
  }
}
