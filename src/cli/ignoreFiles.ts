import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PathPatterns } from '../language/lint/config/pathPatterns.ts';

/** Names of ignore files; of one folder the later one counts more. */
const NAMES = ['.gitignore', '.trainyardignore'];

/** The ignore files of a folder and of those above it, the nearest first. */
export class IgnoreFiles {
  readonly #above: IgnoreFiles | undefined;
  readonly #patterns: readonly PathPatterns[];
  /** The name of the folder in the one above it. */
  readonly #name: string;

  private constructor(patterns: readonly PathPatterns[], name: string, above: IgnoreFiles | undefined) {
    this.#patterns = patterns;
    this.#name = name;
    this.#above = above;
  }

  /** @param names What is in the folder, when it is known: files that are not there are not asked for. */
  static of(folder: string, name: string, above: IgnoreFiles | undefined, names?: ReadonlySet<string>): IgnoreFiles {
    const patterns = NAMES.filter((file) => names?.has(file) ?? true).flatMap((file) => {
      const read = patternsIn(join(folder, file));
      return read.isEmpty ? [] : [read];
    });
    return new IgnoreFiles(patterns.toReversed(), name, above);
  }

  /** Whether an entry of the folder, or a path below it, is ignored. A folder that is ignored hides all that is in it, so it is asked for first. */
  hides(name: string, isFolder: boolean): boolean {
    for (const patterns of this.#patterns) {
      const verdict = patterns.verdict(name, isFolder);
      if (verdict !== undefined) return verdict === 'ignored';
    }
    return this.#above?.hides(`${this.#name}/${name}`, isFolder) ?? false;
  }
}

function patternsIn(path: string): PathPatterns {
  try {
    return PathPatterns.ofText(readFileSync(path, 'utf8'));
  } catch (error) {
    // A folder of this name, or a file that only others may read, ignores nothing.
    if (error instanceof Error && 'code' in error) return new PathPatterns([]);
    throw error;
  }
}
