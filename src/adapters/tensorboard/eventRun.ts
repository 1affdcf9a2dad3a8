import { basename } from 'node:path';
import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { DamagedMessage } from '../../domain/experiments/protoCursor.ts';
import { isFileError } from '../folders/folderFailure.ts';
import type { FileRun } from '../../domain/experiments/fileRuns.ts';
import type { PointList } from '../../domain/experiments/pointList.ts';
import type { ReadRun, RunFacts, RunFolder } from '../folders/folderRuns.ts';
import { trackedEventRun } from './trackedEventRun.ts';
import { EventRecord } from './eventRecord.ts';
import { readRecords } from './readRecords.ts';

/** One run of a log directory: its files are read on from where they were left. */
export class EventRun implements ReadRun {
  #record = new EventRecord();
  readonly #offsets = new Map<string, number>();
  readonly #troubles = new Map<string, Failure>();
  #isForgotten = false;

  get size(): number {
    return this.#record.size;
  }

  get isForgotten(): boolean {
    return this.#isForgotten;
  }

  /** Reads what was written since. A file that was replaced, or removed, makes all of them be read again. Throws when the signal is aborted. */
  async update({ files }: RunFolder, signal: AbortSignal): Promise<void> {
    const sizes = new Map(files.map(({ path, size }) => [path, size]));
    const isReplaced = [...this.#offsets].some(([path, offset]) => (sizes.get(path) ?? -1) < offset);
    if (isReplaced || this.#isForgotten) this.#begin();
    for (const { path } of files) await this.#read(path, signal);
  }

  forget(): void {
    this.#begin();
    this.#isForgotten = true;
  }

  points(key: string): PointList | undefined {
    return this.#record.series.get(key);
  }

  describe(facts: RunFacts): FileRun {
    return trackedEventRun(this.#record, this.#troubles.values().next().value, facts);
  }

  #begin(): void {
    this.#record = new EventRecord();
    this.#offsets.clear();
    this.#troubles.clear();
    this.#isForgotten = false;
  }

  async #read(path: string, signal: AbortSignal): Promise<void> {
    let oddAt: number | undefined;
    try {
      const end = await readRecords(
        path,
        this.#offsets.get(path) ?? 0,
        (record) => {
          try {
            this.#record.fold(record, path);
          } catch (error) {
            if (!(error instanceof DamagedMessage)) throw error;
            oddAt ??= record.at;
          }
        },
        signal,
      );
      this.#offsets.set(path, end.offset);
      const damagedAt = end.damagedAt ?? oddAt;
      if (damagedAt !== undefined) this.#troubles.set(path, this.#troubles.get(path) ?? damagedRecord(path, damagedAt));
      if (end.skipped > 0) this.#record.pass('large records', basename(path));
    } catch (error) {
      if (signal.aborted || !isFileError(error)) throw error;
      this.#troubles.set(path, unreadableFile(path, error.message));
    }
  }
}

function damagedRecord(path: string, offset: number): Failure {
  return {
    code: 'invalid',
    message: t('A record of {0} at byte {1} is damaged and was left out.', basename(path), offset),
    nextStep: t('Copy the file again from where the run was made.'),
    location: { path },
  };
}

function unreadableFile(path: string, detail: string): Failure {
  return {
    code: 'forbidden',
    message: t('{0} could not be read, so values of the run may be missing.', basename(path)),
    nextStep: t('Give yourself the right to read it.'),
    location: { path },
    detail,
  };
}
