import type { LintSettings } from '../language/lint/config/lintSettings.ts';
import type { FindingRecord } from '../language/lint/findingRecord.ts';
import { SEVERITIES, type Severity } from '../language/lint/severity.ts';
import type { Terminal } from './terminal.ts';
import { CANNOT_RUN, CLEAN, FOUND } from './exitCode.ts';
import type { ReportFormat } from './formats/reportFormat.ts';
import type { BlockResult } from './lintBlock.ts';
import type { LintArguments } from './parseLintArguments.ts';

/** Writes what is found while it is found, counts it, and says how it went. */
export class Report {
  readonly #format: ReportFormat;
  readonly #terminal: Terminal;
  readonly #isQuiet: boolean;
  readonly #failOn: Severity | 'never';
  readonly #maxWarnings: number | undefined;
  readonly #counts = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]));
  #fixable = 0;
  #checked = 0;
  #failures = 0;

  constructor(setup: {
    readonly format: ReportFormat;
    readonly terminal: Terminal;
    readonly arguments: LintArguments;
    readonly settings: LintSettings;
  }) {
    this.#format = setup.format;
    this.#terminal = setup.terminal;
    this.#isQuiet = setup.arguments.isQuiet;
    this.#failOn = setup.arguments.failOn ?? setup.settings.failOn ?? 'error';
    this.#maxWarnings = setup.arguments.maxWarnings ?? setup.settings.maxWarnings;
  }

  begin(): Promise<void> {
    return this.#terminal.out(this.#format.begin());
  }

  async add({ files, checked, failures }: BlockResult): Promise<void> {
    this.#checked += checked;
    this.#failures += failures.length;
    for (const failure of failures) this.#terminal.error(`trainyard: ${failure}\n`);
    let text = '';
    for (const { path, records } of files) {
      const findings = records.filter((record) => this.#isShown(record));
      const suppressed = records.filter((record) => record.suppressed !== undefined);
      if (findings.length + suppressed.length > 0) text += this.#format.file({ path, findings, suppressed });
    }
    await this.#terminal.out(text);
  }

  /** Counts a finding; false when it is not shown. */
  #isShown({ severity, suppressed, fixable }: FindingRecord): boolean {
    if (suppressed !== undefined) return false;
    this.#counts.set(severity, this.#count(severity) + 1);
    if (this.#isQuiet && severity !== 'error') return false;
    if (fixable) this.#fixable++;
    return true;
  }

  #count(severity: Severity): number {
    return this.#counts.get(severity) ?? 0;
  }

  /** Writes the end; gives the exit code. */
  async end(): Promise<number> {
    const shown = this.#isQuiet ? 0 : 1;
    await this.#terminal.out(
      this.#format.end({
        checked: this.#checked,
        errors: this.#count('error'),
        warnings: shown * this.#count('warning'),
        others: shown * (this.#count('info') + this.#count('hint')),
        fixable: this.#fixable,
      }),
    );
    if (this.#failures > 0) return CANNOT_RUN;
    const isOver = this.#maxWarnings !== undefined && this.#count('warning') > this.#maxWarnings;
    return isOver || this.#isAtThreshold() ? FOUND : CLEAN;
  }

  #isAtThreshold(): boolean {
    if (this.#failOn === 'never') return false;
    const bad = SEVERITIES.slice(0, SEVERITIES.indexOf(this.#failOn) + 1);
    return bad.some((severity) => this.#count(severity) > 0);
  }
}
