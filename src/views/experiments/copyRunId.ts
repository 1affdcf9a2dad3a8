import { env } from 'vscode';
import type { SubjectOf } from '../../domain/base/tree.ts';

type RunSubject = SubjectOf<'trackedRun'>;

/** One id a line. */
export async function copyRunIds(runs: readonly RunSubject[]): Promise<void> {
  await env.clipboard.writeText(runs.map(({ runId }) => runId).join('\n'));
}
