import { env } from 'vscode';
import type { TrackerSubject } from '../../domain/base/tree.ts';

type RunSubject = Extract<TrackerSubject, { readonly kind: 'trackedRun' }>;

/** One id a line. */
export async function copyRunIds(runs: readonly RunSubject[]): Promise<void> {
  await env.clipboard.writeText(runs.map(({ runId }) => runId).join('\n'));
}
