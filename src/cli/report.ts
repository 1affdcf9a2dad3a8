import { t } from '../domain/base/text.ts';
import type { FindingRecord } from '../language/lint/findingRecord.ts';
import { SEVERITIES, severitiesFrom, type Severity } from '../language/lint/severity.ts';
import type { Baseline } from './baseline.ts';
import { CANNOT_RUN, CLEAN, FOUND } from './exitCode.ts';
import type { ReportFormat } from './formats/reportFormat.ts';
import type { BlockResult, FileResult } from './lintBlock.ts';
import type { ReportOutput } from './reportOutput.ts';
import type { Terminal } from './terminal.ts';

interface ReportSetup {
  readonly format: ReportFormat;
  readonly terminal: Terminal;
  readonly output: ReportOutput;
  /** Errors alone are shown; warnings still count. */
  readonly isQuiet: boolean;
  /** Repairs are shown in place of findings. */
  readonly showsDiff: boolean;
  readonly failOn: Severity | 'never';
  readonly maxWarnings?: number;
  readonly baseline?: Baseline;
}

/** Writes what is found while it is found, counts it, and says how it went. */
export class Report {
  readonly #setup: ReportSetup;
  readonly #counts = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]));
  #fixable = 0;
  #fixed = 0;
  #checked = 0;
  #failures = 0;

  constructor(setup: ReportSetup) {
    this.#setup = setup;
  }

  async begin(): Promise<void> {
    if (!this.#setup.showsDiff) await this.#setup.output.write(this.#setup.format.begin());
  }

  async add({ files, checked, fixed, failures }: BlockResult): Promise<void> {
    this.#checked += checked;
    this.#fixed += fixed;
    this.#failures += failures.length;
    for (const failure of failures) this.#setup.terminal.error(`trainyard: ${failure}\n`);
    await this.#setup.output.write(files.map((file) => this.#textOf(file)).join(''));
  }

  #textOf({ path, records, diff = '' }: FileResult): string {
    const { format, showsDiff } = this.#setup;
    const findings = records.filter((record) => this.#isShown(path, record));
    const suppressed = records.filter((record) => record.suppressed !== undefined);
    if (showsDiff) return diff;
    return findings.length + suppressed.length === 0 ? '' : format.file({ path, findings, suppressed });
  }

  /** Counts a finding; false when it is not shown. */
  #isShown(path: string, record: FindingRecord): boolean {
    const { severity, suppressed, fixable } = record;
    if (suppressed !== undefined || this.#setup.baseline?.excuses(path, record) === true) return false;
    this.#counts.set(severity, this.#count(severity) + 1);
    if (this.#setup.isQuiet && severity !== 'error') return false;
    if (fixable) this.#fixable++;
    return true;
  }

  #count(severity: Severity): number {
    return this.#counts.get(severity) ?? 0;
  }

  /** Writes the end; gives the exit code. */
  async end(): Promise<number> {
    const { format, output, terminal, showsDiff, isQuiet } = this.#setup;
    const shown = isQuiet ? 0 : 1;
    const summary = {
      checked: this.#checked,
      errors: this.#count('error'),
      warnings: shown * this.#count('warning'),
      others: shown * (this.#count('info') + this.#count('hint')),
      fixable: this.#fixable,
    };
    if (!showsDiff) await output.write(format.end(summary));
    output.close();
    if (this.#fixed > 0) {
      terminal.error(`${this.#fixed === 1 ? t('1 repair made.') : t('{0} repairs made.', this.#fixed)}\n`);
    }
    if (this.#failures > 0) return CANNOT_RUN;
    return this.#isOverWarnings() || this.#isAtThreshold() ? FOUND : CLEAN;
  }

  #isOverWarnings(): boolean {
    const { maxWarnings } = this.#setup;
    return maxWarnings !== undefined && this.#count('warning') > maxWarnings;
  }

  #isAtThreshold(): boolean {
    return severitiesFrom(this.#setup.failOn).some((severity) => this.#count(severity) > 0);
  }
}
