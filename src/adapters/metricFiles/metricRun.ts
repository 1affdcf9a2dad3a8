import { createReadStream } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { definedOf } from '../../domain/base/defined.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { FileArtifact, FileRun } from '../../domain/experiments/fileRuns.ts';
import { lastPoints, type PointList } from '../../domain/experiments/pointList.ts';
import { folderFailure, isFileError } from '../folders/folderFailure.ts';
import type { ReadRun, RunFacts, RunFile, RunFolder } from '../folders/folderRuns.ts';
import { runFiles } from '../folders/runFiles.ts';
import { walkFolders } from '../folders/walkFolders.ts';
import { foldRow, jsonRow } from './jsonRows.ts';
import { formBeside, formOfEnding, knownForm, type MetricForm, metricPrefix } from './metricForm.ts';
import { MetricRecord } from './metricRecord.ts';
import { type LinesEnd, readLines } from './readLines.ts';
import { TableRows } from './tableRows.ts';
import { foldWholeFile, MOST_WHOLE } from './wholeFile.ts';

/** A file that nobody has written to for this long, in milliseconds, has its last line whole. */
export const SETTLED_MS = 60_000;
/** Files that a run has left beside its metrics. */
const ARTIFACTS = { levels: 5, folders: 500, entries: 1000 };

interface OpenFile {
  readonly take: (line: string) => boolean;
  end: LinesEnd;
}

/** One run of files of metrics: tables and lines are read on from where they were left, other files anew. */
export class MetricRun implements ReadRun {
  readonly #now: () => number;
  #record = new MetricRecord();
  #folder: RunFolder | undefined;
  readonly #open = new Map<string, OpenFile>();
  /** Of files that are read whole. */
  readonly #states = new Map<string, string>();
  readonly #troubles = new Map<string, Failure>();
  #isForgotten = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#record.size;
  }

  get isForgotten(): boolean {
    return this.#isForgotten;
  }

  async update(folder: RunFolder, signal: AbortSignal): Promise<void> {
    if (this.#isForgotten || this.#isChanged(folder)) this.#begin();
    this.#folder = folder;
    for (const file of folder.files) {
      try {
        await this.#read(file, signal);
      } catch (error) {
        if (signal.aborted || !isFileError(error)) throw error;
        this.#troubles.set(file.path, folderFailure(error, file.path));
      }
    }
  }

  forget(): void {
    this.#begin();
    this.#isForgotten = true;
  }

  points(key: string): PointList | undefined {
    return this.#record.series.get(key);
  }

  describe({ id, name }: RunFacts): FileRun {
    const record = this.#record;
    const folder = this.#folder;
    const lastMetrics = lastPoints(record.series);
    const madeAt = Math.min(...(folder?.files ?? []).map((file) => file.madeAt));
    const trouble = this.#troubles.values().next().value;
    const endedAt = record.isDone ? folder?.writtenAt : undefined;
    return {
      tracked: {
        id,
        experimentId: '',
        name,
        // The files do not say whether their writer still runs.
        state: record.isDone ? 'ok' : 'unknown',
        isDeleted: false,
        ...definedOf({ startedAt: record.firstTime ?? madeAt, endedAt, trouble }),
        params: new Map(record.params),
        metrics: new Map(lastMetrics.map(({ key, value }) => [key, value])),
        tags: new Map([['metricFiles.files', (folder?.files ?? []).map(({ path }) => basename(path)).join(', ')]]),
      },
      lastMetrics,
      artifacts: (signal) => artifactsOf(id, folder?.files ?? [], signal),
    };
  }

  /** A file is shorter than what was read of it, is gone, or has another content as a whole. */
  #isChanged({ files }: RunFolder): boolean {
    const now = new Map(files.map((file) => [file.path, file]));
    const isShorter = [...this.#open].some(([path, { end }]) => (now.get(path)?.size ?? -1) < end.offset);
    return isShorter || [...this.#states].some(([path, state]) => stateOf(now.get(path)) !== state);
  }

  #begin(): void {
    this.#record = new MetricRecord();
    for (const kept of [this.#open, this.#states, this.#troubles]) kept.clear();
    this.#isForgotten = false;
  }

  async #read(file: RunFile, signal: AbortSignal): Promise<void> {
    const form = formOf(basename(file.path));
    if (form === 'table' || form === 'lines') return await this.#readLines(file, form, signal);
    if (this.#states.has(file.path)) return;
    this.#states.set(file.path, stateOf(file));
    const place = { path: file.path, form, madeAt: file.madeAt };
    const isWhole = file.size <= MOST_WHOLE && (await foldWholeFile(place, this.#record, signal));
    if (!isWhole) this.#troubles.set(file.path, damagedFile(file.path));
  }

  async #readLines(file: RunFile, form: 'table' | 'lines', signal: AbortSignal): Promise<void> {
    const { path } = file;
    const open = this.#open.get(path) ?? { take: this.#taker(form, file), end: { offset: 0, lines: 0 } };
    this.#open.set(path, open);
    const isSettled = this.#now() - file.writtenAt > SETTLED_MS;
    open.end = await readLines(
      { path, from: open.end, isSettled },
      (line, number) => {
        if ((line === undefined || !open.take(line)) && !this.#troubles.has(path))
          this.#troubles.set(path, damagedLine(path, number));
      },
      signal,
    );
  }

  #taker(form: 'table' | 'lines', { path, madeAt }: RunFile): (line: string) => boolean {
    const record = this.#record;
    if (form === 'table') {
      const rows = new TableRows(record, madeAt, metricPrefix(basename(path)));
      return (line) => rows.take(line);
    }
    return (line) => {
      if (line.trim() === '') return true;
      const row = jsonRow(line);
      if (row) foldRow(row, record, madeAt);
      return row !== undefined;
    };
  }
}

const formOf = (name: string): MetricForm => knownForm(name) ?? formBeside(name) ?? formOfEnding(name) ?? 'results';

const stateOf = (file: RunFile | undefined) => `${file?.size}:${file?.writtenAt}`;

/** All files of the run's folder; of one that is a file alone, or lies in the folder of all runs itself, only what it was read from. */
async function artifactsOf(
  id: string,
  files: readonly RunFile[],
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, FileArtifact>>> {
  const folder = dirname(files[0]?.path ?? '');
  if (id === '.' || basename(folder) !== id.split('/').at(-1)) return ok(artifacts(folder, files));
  const found: RunFile[] = [];
  try {
    for await (const { path, entries } of walkFolders(folder, ARTIFACTS, signal)) {
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
      found.push(...(await runFiles(names)));
    }
    return ok(artifacts(folder, found));
  } catch (error) {
    if (signal.aborted) return fail(CANCELLED);
    return fail(folderFailure(error, folder));
  }
}

function artifacts(folder: string, files: readonly RunFile[]): ReadonlyMap<string, FileArtifact> {
  return new Map(
    files.map(({ path, size }) => [
      relative(folder, path).split(sep).join('/'),
      {
        size,
        open: (signal) => Promise.resolve(ok({ size, chunks: createReadStream(path, { signal }) })),
      },
    ]),
  );
}

/** @param line counts from 1 */
function damagedLine(path: string, line: number): Failure {
  return {
    code: 'invalid',
    message: t('Line {0} of {1} is no row of metrics like the others and was left out.', line, basename(path)),
    nextStep: t('Mend or remove the line.'),
    location: { path, line },
  };
}

function damagedFile(path: string): Failure {
  return {
    code: 'invalid',
    message: t('{0} is damaged or half-written, so values of the run may be missing.', basename(path)),
    nextStep: t('Copy the file again from where the run was made.'),
    location: { path },
  };
}
