// @ts-check
import { mustRun } from '../../scripts/lib/runProgram.mjs';

/** Node tells nothing of a child's use; Python's wait does. The program's own output is dropped. */
const WATCHER = `
import json, resource, subprocess, sys, time
begun = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "cpu": used.ru_utime + used.ru_stime, "wall": time.monotonic() - begun, "kib": used.ru_maxrss}))
`;

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{cpu: number, wall: number, megabytes: number}>} Seconds, and the most memory that was resident, in MB.
 */
export async function measureProcess(program, args, cwd) {
  const output = await mustRun('python3', ['-c', WATCHER, program, ...args], { cwd });
  const { code, cpu, wall, kib } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  if (code !== 0) throw new Error(`${program} ended with ${code}: the files of the bench are valid for both sides`);
  return { cpu, wall, megabytes: (kib * 1024) / 1e6 };
}
