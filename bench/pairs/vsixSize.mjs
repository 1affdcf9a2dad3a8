// @ts-check
// The size of what a user downloads. `npm run package` makes it; an old file would give a figure of other sources.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../../scripts/lib/runProgram.mjs';

export const id = 'vsix-size';
export const group = 'package';
export const title = 'Size of the VSIX';
export const unit = 'MB';
export const constant = true;

/** @param {import('../lib/types.ts').BenchContext} context */
export async function setup({ root }) {
  await mustRun(process.execPath, ['scripts/package.mjs'], { cwd: root });
}

/** @param {import('../lib/types.ts').BenchContext} context */
export const ours = ({ root }) => statSync(join(root, 'out/trainyard.vsix')).size / 1e6;
