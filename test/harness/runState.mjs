// @ts-check
// Folders and processes of one run. A killed run cannot clean up, so each is written down and the next start does it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { atExit } from '../../scripts/lib/atExit.mjs';
import { cacheFolder } from '../../scripts/lib/cacheFolder.mjs';
import { killGroup } from '../../scripts/lib/runProgram.mjs';

/** @typedef {{pid: number, startTime: string}} Started A process, told apart from a later one with the same pid. */
/** @typedef {{owner: Started, folders: string[], groups: Started[]}} RunRecord */

const recordFolder = () => cacheFolder('harness-runs');
const recordFile = () => join(recordFolder(), `${process.pid}.json`);
/** @type {RunRecord | undefined} */
let record;

/**
 * A new folder for this run, removed at its end.
 * @param {string} name
 * @returns {string}
 */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `trainyard-${name}-`));
  const own = openRecord();
  own.folders.push(folder);
  save(own);
  return folder;
}

/**
 * Removes a scratch folder before the end of the run.
 * @param {string} folder
 */
export function removeScratchFolder(folder) {
  removeFolder(folder);
  const own = openRecord();
  own.folders = own.folders.filter((one) => one !== folder);
  save(own);
}

/**
 * Writes down a process group so that it ends with this run, or at the next start.
 * @param {number} pid
 * @returns {() => void} Ends the group now.
 */
export function ownGroup(pid) {
  const own = openRecord();
  const started = { pid, startTime: startTimeOf(pid) ?? '' };
  own.groups.push(started);
  save(own);
  return () => {
    killGroup(pid);
    own.groups = own.groups.filter((one) => one !== started);
    save(own);
  };
}

/** Ends what runs left behind whose own process is gone. */
export function cleanUpAbandonedRuns() {
  mkdirSync(recordFolder(), { recursive: true });
  for (const name of readdirSync(recordFolder())) {
    const file = join(recordFolder(), name);
    if (!name.endsWith('.json')) continue;
    /** @type {RunRecord} */
    const found = JSON.parse(readFileSync(file, 'utf8'));
    if (isRunning(found.owner)) continue;
    // What is still in use, for example the mounts of an engine that nobody ended, is for the next run to try again: it must not stop this one.
    try {
      endRun(found);
      rmSync(file, { force: true });
    } catch (error) {
      console.error(`left behind by an earlier run, and not removed: ${String(error)}`);
    }
  }
}

function openRecord() {
  if (record) return record;
  cleanUpAbandonedRuns();
  const own = { owner: { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' }, folders: [], groups: [] };
  record = own;
  const end = () => {
    endRun(own);
    rmSync(recordFile(), { force: true });
  };
  atExit(end);
  process.once('exit', end);
  return own;
}

/** @param {RunRecord} run */
function endRun(run) {
  for (const group of run.groups) if (isRunning(group)) killGroup(group.pid);
  for (const folder of run.folders) removeFolder(folder);
  run.groups = [];
  run.folders = [];
}

/** @param {string} folder */
function removeFolder(folder) {
  // The name is checked, because the record is a file that anybody may have changed.
  if (!basename(folder).startsWith('trainyard-')) return;
  endProcessesNaming(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/**
 * A browser that outlived its driver would go on writing into its profile, and the folder would come back.
 * @param {string} folder
 */
function endProcessesNaming(folder) {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    if (
      commandLine(name)
        .split('\0')
        .some((word) => word.endsWith(folder))
    )
      killOne(Number(name));
  }
}

/** @param {string} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** @param {number} pid */
function killOne(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** @param {RunRecord} own */
function save(own) {
  mkdirSync(recordFolder(), { recursive: true });
  writeFileSync(`${recordFile()}.new`, JSON.stringify(own));
  renameSync(`${recordFile()}.new`, recordFile());
}

/** @param {Started} started */
function isRunning(started) {
  const now = startTimeOf(started.pid);
  return now !== undefined && now === started.startTime;
}

/**
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its zombie.
 */
function startTimeOf(pid) {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and brackets: fields count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
