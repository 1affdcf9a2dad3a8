import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from '../../harness/server.mjs';

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The extension hosts of a server, one for each window. */
export function extensionHosts({ pid }: Server): readonly number[] {
  return descendants(pid)
    .filter(({ command }) => command.includes('--type=extensionHost'))
    .map((each) => each.pid);
}

/** All programs that run below a process. */
export function programsBelow(pid: number): readonly ProcessFacts[] {
  return descendants(pid);
}

function descendants(pid: number): readonly ProcessFacts[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => factsOf(Number(name)) ?? []);
  const below = (parent: number): readonly ProcessFacts[] =>
    all.flatMap((each) => (each.parent === parent ? [each, ...below(each.pid)] : []));
  return below(pid);
}

/** Undefined when the process has ended meanwhile. */
function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold blanks and brackets: fields count from the last one.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(parent), command };
  } catch {
    return undefined;
  }
}
