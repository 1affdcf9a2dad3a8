import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isFileError } from '../folders/folderFailure.ts';
import type { RunFolder } from '../folders/folderRuns.ts';
import { runFiles, runFolder } from '../folders/runFiles.ts';
import { runsDirectory } from '../folders/runsDirectory.ts';
import { walkFolders } from '../folders/walkFolders.ts';
import { jsonRow } from './jsonRows.ts';
import { formBeside, formOfEnding, knownForm, type MetricForm } from './metricForm.ts';
import { numberOfText } from './stepKey.ts';
import { cellsOf, tableHead } from './tableRows.ts';

const WORKSPACE = { levels: 8, folders: 5000, entries: 2000 };
const DIRECTORY = { levels: 12, folders: 20_000, entries: 5000 };
const MOST_DIRECTORIES = 50;
/** What is looked at of a file to see whether it holds metrics. */
const HEAD_BYTES = 64 * 1024;
const HEAD_LINES = 50;
/** Hugging Face's Trainer writes its state with each checkpoint: the last one has all of it. */
const CHECKPOINT = /^checkpoint-(\d+)$/;

/** `strict` takes only names that libraries give, `loose` any table or lines with a column of steps: the user has pointed to the folder. */
export type Strictness = 'strict' | 'loose';

/** Tells files of metrics from data sets, and finds the runs that have written them. */
export class MetricFinder {
  /** Files that were looked into, by path: what they were then, and the verdict. One that holds metrics stays so. */
  readonly #known = new Map<string, { readonly state: string; readonly isMetrics: boolean }>();

  /** Directories of runs below a folder of the workspace. Throws as `walkFolders`. */
  async directories(folder: string, signal: AbortSignal): Promise<readonly string[]> {
    const found = new Set<string>();
    for await (const { path, entries } of walkFolders(folder, WORKSPACE, signal)) {
      for (const entry of entries) {
        const form = entry.isFile() ? knownForm(entry.name) : undefined;
        if (!form || !(await this.#holdsMetrics(join(path, entry.name), form))) continue;
        found.add(runsDirectory(folder, folderOf(path)));
        break;
      }
      // In the folder of the workspace itself: all that lies below it belongs to it.
      if (found.has(folder) || found.size >= MOST_DIRECTORIES) break;
    }
    return found.has(folder) ? [folder] : [...found];
  }

  /** Whether a folder that the user has named has runs, or a file that he has named is one. */
  async isOne(place: string, signal: AbortSignal): Promise<boolean> {
    try {
      if ((await stat(place)).isFile()) return formOf(basename(place)) !== undefined;
      for await (const { path, entries } of walkFolders(place, DIRECTORY, signal))
        for (const entry of entries)
          if (entry.isFile() && (await this.#isTaken(join(path, entry.name), 'loose'))) return true;
      return false;
    } catch (error) {
      if (!isFileError(error)) throw error;
      return false;
    }
  }

  /** All runs of a directory, or the one in a file. Throws as `walkFolders`. */
  async runs(place: string, strictness: Strictness, signal: AbortSignal): Promise<readonly RunFolder[]> {
    if ((await stat(place)).isFile()) {
      const files = await runFiles([place]);
      return files.length === 0 ? [] : [runFolder(basename(place), files)];
    }
    const folders = new Map<string, Found>();
    const others: RunFolder[] = [];
    for await (const { path, entries } of walkFolders(place, DIRECTORY, signal)) {
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      const own: string[] = [];
      for (const name of names) {
        if (!(await this.#isTaken(join(path, name), strictness))) continue;
        if (knownForm(name)) own.push(name);
        else others.push(...(await singleRun(place, join(path, name))));
      }
      if (own.length === 0) continue;
      const checkpoint = Number(CHECKPOINT.exec(basename(path))?.[1] ?? Number.POSITIVE_INFINITY);
      const folder = folderOf(path);
      const known = folders.get(folder);
      // The folder itself comes before those in it, and its own state has all that theirs have.
      if (known && known.checkpoint >= checkpoint) continue;
      const beside = names.filter((name) => formBeside(name));
      folders.set(folder, { checkpoint, paths: [...own, ...beside].map((name) => join(path, name)) });
    }
    const runs = Array.from(folders, async ([folder, { paths }]) =>
      runFolder(relative(place, folder), await runFiles(paths)),
    );
    return [...(await Promise.all(runs)).filter(({ files }) => files.length > 0), ...others];
  }

  async #isTaken(path: string, strictness: Strictness): Promise<boolean> {
    const form = strictness === 'loose' ? formOf(basename(path)) : knownForm(basename(path));
    return form !== undefined && (await this.#holdsMetrics(path, form));
  }

  async #holdsMetrics(path: string, form: MetricForm): Promise<boolean> {
    try {
      const { ino, size } = await stat(path);
      const known = this.#known.get(path);
      if (known && (known.isMetrics || known.state === `${ino}:${size}`)) return known.isMetrics;
      const isMetrics = holdsMetrics(await headOf(path), form);
      this.#known.set(path, { state: `${ino}:${size}`, isMetrics });
      return isMetrics;
    } catch (error) {
      if (!isFileError(error)) throw error;
      return false;
    }
  }
}

interface Found {
  /** Of which checkpoint the files are; Infinity: of the run itself. */
  readonly checkpoint: number;
  readonly paths: readonly string[];
}

const formOf = (name: string) => knownForm(name) ?? formOfEnding(name);

/** The folder of the run that has left something in a folder. */
const folderOf = (path: string) => (CHECKPOINT.test(basename(path)) ? dirname(path) : path);

async function singleRun(directory: string, path: string): Promise<readonly RunFolder[]> {
  const files = await runFiles([path]);
  return files.length === 0 ? [] : [runFolder(relative(directory, path), files)];
}

/** By its beginning: a column of steps, and numbers beside it. Tables of data have no steps. */
export function holdsMetrics(head: string, form: MetricForm): boolean {
  if (form === 'state') return head.includes('"global_step"') || head.includes('"log_history"');
  const lines = head.split(/\r?\n/).slice(0, HEAD_LINES);
  if (form === 'lines') return lines.some(isMetricLine);
  const [first = '', ...rows] = lines;
  const { names, step, delimiter } = tableHead(first);
  if (step === undefined || names.length < 2) return false;
  const others = rows.filter((row) => row !== first);
  const cells = others.map((row) => cellsOf(row, delimiter)).filter((row) => row?.length === names.length);
  const numbers = cells.some((row) => row?.some((cell, at) => at !== step && numberOfText(cell) !== undefined));
  const hasSteps = cells.every((row) => row?.[step]?.trim() === '' || numberOfText(row?.[step] ?? '') !== undefined);
  return hasSteps && (numbers || cells.length === 0);
}

function isMetricLine(line: string): boolean {
  const row = line.trim() === '' ? undefined : jsonRow(line);
  return row?.step !== undefined && row.values.length > 0;
}

async function headOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
