import { crossFileReport } from '../language/lint/crossFileReport.ts';
import { findingRecords } from '../language/lint/findingRecord.ts';
import type { LintConfig } from '../language/lint/lintConfig.ts';
import { ReferenceLinter } from '../language/lint/referenceLinter.ts';
import { WorkspaceIndex } from '../language/workspace/workspaceIndex.ts';
import { absolutePath } from './absolutePath.ts';
import type { FileSettings } from './fileSettings.ts';
import { type BlockResult, EMPTY_BLOCK, type FileResult, type FileSymbols } from './lintBlock.ts';
import { fileFailureText } from './fileFailureText.ts';
import { readText } from './readText.ts';

/** Checks names, keys and selectors of all files against each other, when every file was read. */
export class CrossFiles {
  readonly #settings: FileSettings;
  readonly #folder: string;
  readonly #index = new WorkspaceIndex();
  readonly #linters = new Map<LintConfig, ReferenceLinter>();
  readonly #paths: string[] = [];

  constructor({ settings, folder }: { readonly settings: FileSettings; readonly folder: string }) {
    this.#settings = settings;
    this.#folder = folder;
  }

  add(files: readonly FileSymbols[]): void {
    for (const { path, documents } of files) {
      this.#index.setSymbols(path, documents);
      this.#paths.push(path);
    }
  }

  /** Only files with findings are read once more. */
  lint(): BlockResult {
    const files: FileResult[] = [];
    const failures: string[] = [];
    for (const path of this.#paths) {
      const full = absolutePath(this.#folder, path);
      const config = this.#settings.configOf(full);
      if (!config) continue;
      const found = this.#linterOf(config).lint(path);
      if (found.every(({ length }) => length === 0)) continue;
      try {
        const { text } = readText(full);
        const report = crossFileReport({ path, text }, found, config);
        files.push({ path, records: findingRecords(text, { language: 'manifest', ...report }) });
      } catch (error) {
        failures.push(fileFailureText(path, error));
      }
    }
    return { ...EMPTY_BLOCK, files, failures };
  }

  #linterOf(config: LintConfig): ReferenceLinter {
    const known = this.#linters.get(config);
    if (known) return known;
    const made = new ReferenceLinter(this.#index, config);
    this.#linters.set(config, made);
    return made;
  }
}
