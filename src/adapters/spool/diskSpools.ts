import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { LogSpool, LogSpoolOpener } from '../../domain/logs/ports.ts';
import { isRunning } from '../process/isRunning.ts';
import { DiskSpool, type KeepSpool, SPOOL_LIMITS, type SpoolLimits } from './logSpool.ts';
import { spoolFailure } from './spoolFailure.ts';

/** Opens spools below one folder, each in a folder of its own that carries the number of this process. */
export class DiskSpools implements LogSpoolOpener {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  readonly #keep: KeepSpool | undefined;
  #count = 0;
  #swept: Promise<void> | undefined;

  /** @param keep takes over what was described, when nobody needs the spool any more */
  constructor(
    folder: string,
    { limits = SPOOL_LIMITS, keep }: { readonly limits?: SpoolLimits; readonly keep?: KeepSpool } = {},
  ) {
    this.#folder = folder;
    this.#limits = limits;
    this.#keep = keep;
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
    const folder = join(this.#folder, `${process.pid}-${Date.now()}-${this.#count}`);
    return ok(new DiskSpool(folder, this.#limits, this.#keep));
  }

  /** What a killed window left behind goes, or is kept, when the next one opens its first log. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const pid = /^(\d+)-\d+-\d+$/.exec(name)?.[1];
      if (pid === undefined || Number(pid) === process.pid || isRunning(Number(pid))) continue;
      const folder = join(this.#folder, name);
      if (this.#keep) await this.#keep(folder);
      else await rm(folder, { recursive: true, force: true });
    }
  }
}
