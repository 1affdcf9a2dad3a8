import { createHash } from 'node:crypto';
import { chmod, mkdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Result } from '../../domain/base/failure.ts';
import { mergeFolder } from '../archive/mergeFolder.ts';

/** A file that is wanted, as the container had it when it was looked for. */
export interface WantedFile {
  /** As the container names it: `./run/model.pt`. */
  readonly name: string;
  /** Relative to the target, checked. */
  readonly path: string;
  readonly size: number;
  readonly seconds: number;
  readonly isProgram: boolean;
}

/**
 * What of a download is here, in a folder beside the target. Each part has a name made of what it is a part of: a file that was changed meanwhile
 * begins anew, and no name from outside is used before all is there.
 */
export class DownloadParts {
  readonly #folder: string;
  readonly #target: string;

  /** `what`: whose files these are; the same download finds its parts again. */
  constructor(target: string, what: string) {
    this.#target = target;
    this.#folder = join(target, `.trainyard-part-${hashOf(what).slice(0, 16)}`);
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  pathOf({ name, size, seconds }: WantedFile): string {
    return join(this.#folder, hashOf(`${name}\0${size}\0${seconds}`));
  }

  /** Bytes that are here, cut to whole blocks where the file is not complete. */
  async done(file: WantedFile, block: number): Promise<number> {
    const path = this.pathOf(file);
    const size = await sizeOf(path);
    if (size === undefined) return 0;
    if (size === file.size) return size;
    const whole = size > file.size ? 0 : Math.floor(size / block) * block;
    await truncate(path, whole);
    return whole;
  }

  async isComplete(file: WantedFile): Promise<boolean> {
    return (await sizeOf(this.pathOf(file))) === file.size;
  }

  /** Puts the files where they belong. `conflict`: something is there that was not before. */
  async finish(files: readonly WantedFile[], overwrite: boolean): Promise<Result<void>> {
    const tree = join(this.#folder, 'tree');
    for (const file of files) {
      const path = join(tree, file.path);
      await mkdir(dirname(path), { recursive: true });
      await rename(this.pathOf(file), path);
      if (file.isProgram) await chmod(path, 0o755);
    }
    const paths = files.map(({ path }) => path);
    const merged = await mergeFolder(tree, this.#target, paths, overwrite);
    await this.remove();
    return merged;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
