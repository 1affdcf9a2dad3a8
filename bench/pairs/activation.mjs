// @ts-check
// How long VS Code waits for us, in the real extension host: a new one for each run, as after a start of the editor.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installVscode } from '../../test/harness/installVscode.mjs';
import { runSuite, sampleWorkspace } from '../../test/harness/runSuite.mjs';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { NotMeasured } from '../lib/notMeasured.mjs';

export const id = 'activation';
export const group = 'package';
export const title = 'activate() in the extension host';
export const unit = 'ms';

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup({ root }) {
  try {
    await installVscode();
  } catch (error) {
    throw new NotMeasured(`no VS Code server: ${error instanceof Error ? error.message : String(error)}`);
  }
  await mustRun(process.execPath, ['scripts/build.mjs'], { cwd: root });
}

/** @param {import('../lib/types.ts').BenchContext} context */
export async function ours({ root, scratch }) {
  const file = join(scratch('activation'), 'figures.json');
  /** @type {string[]} */
  const lines = [];
  const { code } = await runSuite({
    suite: join(root, 'bench/lib/activationSuite.mjs'),
    workspace: sampleWorkspace(),
    extension: root,
    env: { TRAINYARD_BENCH_FILE: file },
    timeoutMs: 120_000,
    shot: join(root, 'out/bench/activation.png'),
    print: (line) => lines.push(line),
  });
  if (code !== 0) throw new Error(`the suite ended with ${code}\n${lines.join('\n')}`);
  const { activateMs, wholeMs, moduleLoad, processes, sockets, scans, writes } = JSON.parse(readFileSync(file, 'utf8'));
  return { value: activateMs, also: { moduleLoad, wholeMs, processes, sockets, scans, writes } };
}
