import type { ProgressReport } from '../../adapters/vscode/progress.ts';
import type { TransferProgress } from '../../domain/images/ports.ts';

/** How far a push or pull is, for a progress notification. */
export function transferReport(report: ProgressReport): (progress: TransferProgress) => void {
  return ({ text, doneBytes, totalBytes }) =>
    report(text, totalBytes === undefined || totalBytes === 0 ? undefined : doneBytes / totalBytes);
}
