import type { Manifest } from '../cluster/ports.ts';
import { outputPlace } from './outputPlace.ts';
import type { RunOutput } from './outputs.ts';
import type { Run } from './run.ts';

/** What a run in a cluster leaves for the workspace that started it, as that remembers it: nothing of it is read back from the cluster. */
export interface ExpectedOutputs {
  readonly runId: string;
  readonly namespace: string;
  readonly runName: string;
  readonly outputs: readonly ExpectedOutput[];
  /** The user has them, or has decided. A run that goes on leaves new ones. */
  readonly isSettled: boolean;
}

export interface ExpectedOutput {
  readonly path: string;
  /** Absolute path on this machine. */
  readonly folder: string;
  /** Absent: it is in the pod alone. */
  readonly at?: { readonly claim: string; readonly path: string };
}

/** Undefined: the run has none. @param job as it was sent to the cluster */
export function expectedOutputs(
  { run, namespace }: { readonly run: { readonly id: string; readonly name: string }; readonly namespace: string },
  outputs: readonly Pick<RunOutput, 'path' | 'folder'>[],
  job: Manifest | undefined,
): ExpectedOutputs | undefined {
  if (!job || outputs.length === 0) return undefined;
  const expected = outputs.map(({ path, folder }): ExpectedOutput => {
    const place = outputPlace(job, path);
    return place.kind === 'pod' ? { path, folder } : { path, folder, at: { claim: place.claim, path: place.path } };
  });
  return { runId: run.id, namespace, runName: run.name, outputs: expected, isSettled: false };
}

/** A run whose outputs can be brought now. */
export interface EndedRun {
  readonly run: Run;
  readonly expected: ExpectedOutputs;
  /** It was seen before its end: whoever looks on waits for them. Otherwise newer files may lie in the folders by now. */
  readonly wasSeen: boolean;
}

/** Tells once of each run with expected outputs that it has ended. */
export class EndedRuns {
  readonly #seen = new Set<string>();
  readonly #told = new Set<string>();

  look(
    runs: readonly Run[],
    expected: readonly ExpectedOutputs[],
  ): { readonly ended: readonly EndedRun[]; readonly goOn: readonly string[] } {
    const byId = new Map(expected.map((each) => [each.runId, each]));
    const ended: EndedRun[] = [];
    const goOn: string[] = [];
    for (const run of runs) {
      const mine = run.cluster || run.isGone === true ? byId.get(run.id) : undefined;
      if (!mine) continue;
      if (run.state === 'running' || run.state === 'queued') {
        if (run.state === 'running') this.#seen.add(run.id);
        this.#told.delete(run.id);
        if (mine.isSettled && run.state === 'running') goOn.push(run.id);
      } else if (!mine.isSettled && !this.#told.has(run.id)) {
        this.#told.add(run.id);
        ended.push({ run, expected: mine, wasSeen: this.#seen.has(run.id) });
      }
    }
    return { ended, goOn };
  }
}
