import { existsSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PathPatterns } from '../language/lint/config/pathPatterns.ts';
import { mayBeKnown } from '../language/lint/fileLanguage.ts';
import { fileFailureText } from './fileFailureText.ts';
import { IgnoreFiles } from './ignoreFiles.ts';

/** Folders that hold what others wrote, or nothing that a person writes. */
const SKIPPED = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__', '.terraform', '.tox']);

export interface FoundFiles {
  /** As the user wrote the path of the folder, with `/`; in the order of names. */
  readonly paths: readonly string[];
  /** Paths that are not there or may not be read, a sentence each. */
  readonly failures: readonly string[];
}

/**
 * The files below paths that the linter may know. A file that is named itself is always taken; links to folders are not followed, because they can lead
 * in circles.
 */
export function findFiles(
  given: readonly string[],
  options: { readonly folder: string; readonly readsIgnoreFiles: boolean; readonly ignorePaths: PathPatterns },
): FoundFiles {
  const walk = new Walk(options, given.length);
  for (const path of given) walk.start(path.replace(/\/+$/, '') || '/');
  return walk;
}

class Walk implements FoundFiles {
  readonly paths: string[] = [];
  readonly failures: string[] = [];
  readonly #folder: string;
  readonly #readsIgnoreFiles: boolean;
  readonly #ignorePaths: PathPatterns;
  /** Of what is found when several paths are given, which may hold each other. */
  readonly #seen: Set<string> | undefined;

  constructor(options: Parameters<typeof findFiles>[1], paths: number) {
    this.#seen = paths > 1 ? new Set() : undefined;
    this.#folder = options.folder;
    this.#readsIgnoreFiles = options.readsIgnoreFiles;
    this.#ignorePaths = options.ignorePaths;
  }

  start(path: string): void {
    const full = resolve(this.#folder, path);
    try {
      if (statSync(full).isDirectory()) this.#enter(full, path === '.' ? '' : `${path}/`, this.#ignoreAbove(full));
      else this.#take(full, path);
    } catch (error) {
      this.failures.push(fileFailureText(path, error));
    }
  }

  /** Ignore files from the top of the repository down to the folder above this one. */
  #ignoreAbove(folder: string): IgnoreFiles | undefined {
    if (!this.#readsIgnoreFiles) return undefined;
    const above: string[] = [];
    let top = folder;
    while (!existsSync(join(top, '.git')) && dirname(top) !== top) {
      top = dirname(top);
      above.push(top);
    }
    // Outside of a repository the ignore files of strange folders do not count.
    if (dirname(top) === top && !existsSync(join(top, '.git'))) return undefined;
    return above.reduceRight<IgnoreFiles | undefined>(
      (files, one) => IgnoreFiles.of(one, basename(one), files),
      undefined,
    );
  }

  #enter(folder: string, shown: string, above: IgnoreFiles | undefined): void {
    const entries = this.#entriesOf(folder, shown);
    const ignore = this.#readsIgnoreFiles
      ? IgnoreFiles.of(folder, basename(folder), above, new Set(entries.map(({ name }) => name)))
      : undefined;
    for (const entry of entries) {
      const { name } = entry;
      if (entry.isDirectory()) {
        if (SKIPPED.has(name) || ignore?.hides(name, true) || this.#isExcluded(`${shown}${name}/`)) continue;
        this.#enter(`${folder}/${name}`, `${shown}${name}/`, ignore);
      } else if (mayBeKnown(name) && (entry.isFile() || isLinkToFile(entry, folder))) {
        if (!ignore?.hides(name, false) && !this.#isExcluded(`${shown}${name}`))
          this.#take(`${folder}/${name}`, `${shown}${name}`);
      }
    }
  }

  #entriesOf(folder: string, shown: string): readonly Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.failures.push(fileFailureText(shown, error));
      return [];
    }
  }

  #isExcluded(path: string): boolean {
    if (this.#ignorePaths.isEmpty) return false;
    return path.endsWith('/')
      ? this.#ignorePaths.verdict(path.slice(0, -1), true) === 'ignored'
      : this.#ignorePaths.verdict(path, false) === 'ignored';
  }

  #take(full: string, shown: string): void {
    if (this.#seen?.has(full) === true) return;
    this.#seen?.add(full);
    this.paths.push(shown);
  }
}

function isLinkToFile(entry: Dirent, folder: string): boolean {
  return entry.isSymbolicLink() && statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isFile() === true;
}
