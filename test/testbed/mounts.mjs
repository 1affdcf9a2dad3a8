// Mounts below a directory of the test bed: made for full-disk tests, left by killed engines.
import { readFileSync } from 'node:fs';
import { runCommand } from './runCommand.mjs';

/**
 * @param {string} dir
 * @returns {string[]} Mount points at or below `dir`, deepest first.
 */
export function mountsBelow(dir) {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) =>
      (line.split(' ')[1] ?? '').replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    .filter((point) => point === dir || point.startsWith(`${dir}/`))
    .sort()
    .reverse();
}

/**
 * @param {string} dir
 */
export async function unmountBelow(dir) {
  for (const point of mountsBelow(dir)) await runCommand('umount', ['--lazy', '--', point]);
}

/**
 * @param {string} dir
 * @param {number} megabytes
 */
export async function mountSmallDisk(dir, megabytes) {
  if (mountsBelow(dir).includes(dir)) return;
  await runCommand('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'trainyard-testbed', dir]);
}
