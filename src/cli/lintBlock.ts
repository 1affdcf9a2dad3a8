import { resolve } from 'node:path';
import type { Failure } from '../domain/base/failure.ts';
import type { FindingRecord } from '../language/lint/findingRecord.ts';
import { findingRecords } from '../language/lint/findingRecord.ts';
import { fileFailureText } from './fileFailureText.ts';
import type { FileSettings } from './fileSettings.ts';
import { decodeText, readText, type ReadText } from './readText.ts';

/** What came out of one file; plain data, because it may come from a thread. */
export interface FileResult {
  /** As it is shown. */
  readonly path: string;
  readonly records: readonly FindingRecord[];
}

export interface BlockResult {
  /** Files with findings, suppressed ones too, in order. */
  readonly files: readonly FileResult[];
  /** Files that were checked; the others are nothing that the linter knows. */
  readonly checked: number;
  /** What could not be read, a sentence each. */
  readonly failures: readonly string[];
  /** A configuration that cannot be read ends the run. */
  readonly refused?: Failure;
}

/** Checks files one after the other. */
export function lintBlock(
  paths: readonly string[],
  { settings, folder }: { readonly settings: FileSettings; readonly folder: string },
): BlockResult {
  const files: FileResult[] = [];
  const failures: string[] = [];
  let checked = 0;
  for (const path of paths) {
    const full = resolve(folder, path);
    const linter = settings.linterOf(full);
    if (!linter.ok) return { files, checked, failures, refused: linter.failure };
    if (!linter.value) continue;
    let read: ReadText;
    try {
      read = readText(full);
    } catch (error) {
      failures.push(fileFailureText(path, error));
      continue;
    }
    const report = linter.value.lint({ path, text: read.text });
    if (report.language === undefined) continue;
    checked++;
    const records = findingRecords(read.text, report);
    if (records.length > 0) files.push({ path, records });
  }
  return { files, checked, failures };
}

/** Checks a text that came by standard input. */
export function lintInput(
  bytes: Buffer,
  { path, settings, folder }: { readonly path: string; readonly settings: FileSettings; readonly folder: string },
): BlockResult {
  const linter = settings.linterOf(resolve(folder, path));
  if (!linter.ok) return { files: [], checked: 0, failures: [], refused: linter.failure };
  if (!linter.value) return { files: [], checked: 0, failures: [] };
  const { text } = decodeText(bytes);
  const report = linter.value.lint({ path, text });
  const records = findingRecords(text, report);
  return {
    files: records.length > 0 ? [{ path, records }] : [],
    checked: report.language === undefined ? 0 : 1,
    failures: [],
  };
}
