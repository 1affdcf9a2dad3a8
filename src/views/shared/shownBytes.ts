import type { ProgressReport } from '../../adapters/vscode/progress.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { ReportBytes } from '../../domain/files/ports.ts';

/** How much of a copy is done, in words; and as a bar, where it is the only one and its part thus that of the whole. */
export function shownBytes(report: ProgressReport, name: string, isOnly: boolean): ReportBytes {
  return (done, total) =>
    report(
      t('{0}: {1} of {2}', name, formatBytes(done), formatBytes(total)),
      isOnly && total > 0 ? done / total : undefined,
    );
}
