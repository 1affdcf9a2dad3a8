import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../../domain/base/clock.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** A rotated token or certificate is seen after this time at the latest, in milliseconds. kubectl takes a minute for tokens. */
const FRESH_MS = 5_000;
/** Bytes; no certificate or token comes near it, and a device file must not be read for ever. */
const LARGEST = 1024 * 1024;

/** A small file that others may replace at any time; read again only when it has changed. */
export class FreshFile {
  readonly path: string;
  readonly #clock: Clock;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #version = '';
  #content: Buffer | undefined;

  constructor(path: string, clock: Clock) {
    this.path = path;
    this.#clock = clock;
  }

  /** The same buffer as long as the file is the same. Failure: `invalid`. */
  async read(): Promise<Result<Buffer>> {
    if (this.#content && this.#clock.now() - this.#checkedAt < FRESH_MS) return ok(this.#content);
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      const version = `${mtimeMs} ${size} ${ino}`;
      if (!this.#content || version !== this.#version) {
        if (size > LARGEST) return fail(unreadable(this.path, t('it is larger than 1 MiB')));
        const content = await readFile(this.path);
        if (!this.#content?.equals(content)) this.#content = content;
        this.#version = version;
      }
      this.#checkedAt = this.#clock.now();
      return ok(this.#content);
    } catch (error) {
      return fail(unreadable(this.path, error instanceof Error ? error.message : String(error)));
    }
  }

  /** The next read looks at the file, however fresh it is. */
  forget(): void {
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }
}

function unreadable(path: string, detail: string) {
  return {
    code: 'invalid' as const,
    message: t('The file {0} that the kubeconfig names cannot be read', path),
    nextStep: t('Restore the file, or correct its path in the kubeconfig.'),
    detail,
    location: { path },
  };
}
