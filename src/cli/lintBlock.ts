import { nearFilesOn } from '../adapters/files/nearFilesOn.ts';
import type { Failure } from '../domain/base/failure.ts';
import type { NearFiles } from '../domain/base/nearFiles.ts';
import type { FindingRecord } from '../language/lint/findingRecord.ts';
import { findingRecords } from '../language/lint/findingRecord.ts';
import { fixText } from '../language/lint/fixText.ts';
import type { IndexedDocument } from '../language/workspace/workspaceIndex.ts';
import type { TextLinter } from '../language/lint/textLinter.ts';
import { absolutePath } from './absolutePath.ts';
import { fileFailureText } from './fileFailureText.ts';
import type { FileSettings } from './fileSettings.ts';
import type { LintArguments } from './parseLintArguments.ts';
import { decodeText, readText, type ReadText } from './readText.ts';
import { replaceFile } from './replaceFile.ts';
import { unifiedDiff } from './unifiedDiff.ts';

/** What came out of one file; plain data, because it may come from a thread. */
export interface FileResult {
  /** As it is shown. */
  readonly path: string;
  readonly records: readonly FindingRecord[];
  /** What `--fix-dry-run` would do. */
  readonly diff?: string;
}

export interface FileSymbols {
  readonly path: string;
  readonly documents: readonly IndexedDocument[];
}

export interface BlockResult {
  /** Files with findings, suppressed ones too, or with repairs; in order. */
  readonly files: readonly FileResult[];
  /** Files that were checked; the others are nothing that the linter knows. */
  readonly checked: number;
  /** Repairs that were made. */
  readonly fixed: number;
  /** What manifests define and name, when files are checked against each other. */
  readonly symbols: readonly FileSymbols[];
  /** What could not be read or written, a sentence each. */
  readonly failures: readonly string[];
  /** A configuration that cannot be read ends the run. */
  readonly refused?: Failure;
}

export const EMPTY_BLOCK: BlockResult = { files: [], symbols: [], checked: 0, fixed: 0, failures: [] };

export interface LintSetup {
  readonly settings: FileSettings;
  /** That paths count from. */
  readonly folder: string;
  readonly fix: LintArguments['fix'];
  /** Files are checked against each other too. */
  readonly wantsSymbols: boolean;
}

/** Checks files one after the other. */
export function lintBlock(paths: readonly string[], setup: LintSetup): BlockResult {
  const work = new BlockWork(setup);
  for (const path of paths) {
    const linter = setup.settings.linterOf(absolutePath(setup.folder, path));
    if (!linter.ok) return { ...work.result(), refused: linter.failure };
    if (linter.value) work.file(path, linter.value);
  }
  return work.result();
}

/** Checks a text that came by standard input; repairs are only shown. */
export function lintInput(bytes: Buffer, path: string, setup: LintSetup): BlockResult {
  const linter = setup.settings.linterOf(absolutePath(setup.folder, path));
  if (!linter.ok) return { ...EMPTY_BLOCK, refused: linter.failure };
  const work = new BlockWork({ ...setup, fix: setup.fix === 'none' ? 'none' : 'diff' });
  if (linter.value) work.text(path, decodeText(bytes), { linter: linter.value });
  return work.result();
}

class BlockWork {
  readonly #files: FileResult[] = [];
  readonly #symbols: FileSymbols[] = [];
  readonly #failures: string[] = [];
  #checked = 0;
  #fixed = 0;
  readonly #setup: LintSetup;

  constructor(setup: LintSetup) {
    this.#setup = setup;
  }

  result(): BlockResult {
    return {
      files: this.#files,
      symbols: this.#symbols,
      checked: this.#checked,
      fixed: this.#fixed,
      failures: this.#failures,
    };
  }

  file(path: string, linter: TextLinter): void {
    const full = absolutePath(this.#setup.folder, path);
    let read: ReadText;
    try {
      read = readText(full);
    } catch (error) {
      this.#failures.push(fileFailureText(path, error));
      return;
    }
    this.text(path, read, { linter, near: nearFilesOn(full) });
  }

  text(
    path: string,
    read: ReadText,
    { linter, near }: { readonly linter: TextLinter; readonly near?: NearFiles },
  ): void {
    let { text } = read;
    let report = linter.lint({ path, text, near });
    if (report.language === undefined) return;
    this.#checked++;
    let diff = '';
    const { fix } = this.#setup;
    // What would not be written back as it was read is not repaired.
    if (fix !== 'none' && read.isExact && report.findings.some(({ fixes }) => fixes !== undefined)) {
      const fixed = fixText({ path, text, near }, linter, report);
      if (fix === 'diff') diff = unifiedDiff(path, text, fixed.text);
      else if (fixed.text !== text && this.#write(path, { old: text, new: fixed.text })) {
        this.#fixed += fixed.count;
        text = fixed.text;
        report = fixed.report;
      }
    }
    if (report.symbols) this.#symbols.push({ path, documents: report.symbols });
    const records = findingRecords(text, report);
    if (records.length > 0 || diff !== '') this.#files.push({ path, records, ...(diff !== '' && { diff }) });
  }

  #write(path: string, texts: { readonly old: string; readonly new: string }): boolean {
    const failure = replaceFile(absolutePath(this.#setup.folder, path), path, texts);
    if (failure !== undefined) this.#failures.push(failure);
    return failure === undefined;
  }
}
