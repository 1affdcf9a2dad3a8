import type { FindingRecord } from '../../language/lint/findingRecord.ts';

/** A file with what is to be reported of it; never without findings or suppressed ones. */
export interface ReportedFile {
  readonly path: string;
  readonly findings: readonly FindingRecord[];
  readonly suppressed: readonly FindingRecord[];
}

export interface ReportSummary {
  readonly checked: number;
  readonly errors: number;
  readonly warnings: number;
  /** Advice and hints. */
  readonly others: number;
  readonly fixable: number;
}

/** Writes a report piece by piece, so that it never is in memory as a whole. */
export interface ReportFormat {
  begin(): string;
  file(file: ReportedFile): string;
  end(summary: ReportSummary): string;
}
