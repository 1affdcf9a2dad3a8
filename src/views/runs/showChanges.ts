import { withProgress } from '../../adapters/vscode/progress.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { readRunChanges } from '../../domain/runs/readRunChanges.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunsDeps } from './register.ts';

/** The uncommitted changes that a run was started with, as a read-only document. */
export async function showChanges(deps: RunsDeps, run: Run): Promise<Result<void>> {
  const { keeper } = await deps.loadMachine();
  const changes = await withProgress(t('Reading the changes of {0}', run.name), (_report, signal) =>
    readRunChanges({ ...deps, keeper }, run, signal),
  );
  if (!changes.ok) return changes;
  await deps.documents.show(`${run.name}.changes.diff`, changes.value);
  return ok(undefined);
}
