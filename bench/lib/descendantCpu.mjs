// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { NotMeasured } from './notMeasured.mjs';

/** Ticks of the kernel's clock in a second; the same on every Linux that Node runs on. */
const TICKS = 100;

/**
 * Seconds of processor time that all processes below this one have used and that still run: a browser is a dozen of them.
 * @returns {number}
 */
export function descendantCpu() {
  if (process.platform !== 'linux') throw new NotMeasured('processor time of a browser is read from /proc');
  /** @type {Map<number, {parent: number, ticks: number}>} */
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    // Fields are counted behind the program's name, which may hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    all.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
  }
  /** @param {number} pid @returns {boolean} */
  const isBelow = (pid) => {
    const parent = all.get(pid)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isBelow(parent));
  };
  let ticks = 0;
  for (const [pid, { ticks: own }] of all) if (isBelow(pid)) ticks += own;
  return ticks / TICKS;
}

/** @param {string} pid */
function readStat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended since the folder was listed.
    return '';
  }
}
