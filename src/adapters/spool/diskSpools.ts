import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { LogSpool, LogSpoolOpener } from '../../domain/logs/ports.ts';
import { DiskSpool, SPOOL_LIMITS, type SpoolLimits } from './logSpool.ts';
import { spoolFailure } from './spoolFailure.ts';

/** Opens spools below one folder, each in a folder of its own that carries the number of this process. */
export class DiskSpools implements LogSpoolOpener {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  #count = 0;
  #swept: Promise<void> | undefined;

  constructor(folder: string, limits: SpoolLimits = SPOOL_LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  async open(): Promise<Result<LogSpool>> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      this.#swept ??= this.#sweep();
      await this.#swept;
    } catch (error) {
      return fail(spoolFailure(error, this.#folder));
    }
    this.#count += 1;
    return ok(new DiskSpool(join(this.#folder, `${process.pid}-${Date.now()}-${this.#count}`), this.#limits));
  }

  /** What a killed window left behind goes when the next one opens its first log. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const pid = /^(\d+)-\d+-\d+$/.exec(name)?.[1];
      if (pid === undefined || Number(pid) === process.pid || isRunning(Number(pid))) continue;
      await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
