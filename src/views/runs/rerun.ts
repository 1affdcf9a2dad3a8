import { Uri, window, workspace } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { recordedParameters, withWrittenParameters, writtenValues } from '../../domain/deploy/writtenParameters.ts';
import type { RecordedRun } from '../../domain/runs/recordedRun.ts';
import { readRanSpec } from '../../domain/runs/readRunSheet.ts';
import type { Run } from '../../domain/runs/run.ts';
import { type RunRequest, specFiles } from './chooseWorkload.ts';
import type { RunsDeps } from './register.ts';
import { startWorkload } from './startWorkload.ts';

/** Starts a run again; its values are offered for change, also those that are written into its command. No file is changed. */
export async function rerun(deps: RunsDeps, run: Run): Promise<Result<void>> {
  const parameters = await withProgress(t('Reading the values of {0}', run.name), async (_report, signal) => {
    const spec = await readRanSpec(deps, run, signal);
    if (signal.aborted) return fail(CANCELLED);
    // What cannot be read any more is offered as trainyard.yaml has it.
    if (!spec.ok) deps.log.info(spec.failure.message);
    const { command, args = [], environment = new Map() } = spec.ok ? spec.value : {};
    return ok(new Map([...writtenValues({ args, environment, ...(command ? { command } : {}) }), ...run.parameters]));
  });
  if (!parameters.ok) return parameters;
  return await startWorkload(deps, {
    workload: run.workload,
    parameters: parameters.value,
    from: { id: run.id, name: run.name },
    ...(run.cluster ? { place: run.cluster } : { engineId: run.engineId }),
    ...(run.specPath === undefined ? {} : { specPath: run.specPath }),
  });
}

/**
 * The same for a run of a tracker: as the run of the Runs view that it belongs to, else by the workload that its tag names, else by the one whose
 * command has its params. Failure `not-found`: no workload of the open folders has any.
 */
export async function rerunRecorded(deps: RunsDeps, recorded: RecordedRun): Promise<Result<void>> {
  await deps.runs.open();
  const own = recorded.runId === undefined ? undefined : deps.runs.find(recorded.runId);
  if (own && own.isGone !== true) return await rerun(deps, own);
  const candidates = await candidatesFor(deps, recorded);
  const [only] = candidates;
  if (!only) {
    return fail({
      code: 'not-found',
      message: t('No workload of the open folders takes a param of {0}.', recorded.name),
      nextStep: t('Open the folder of its project, or write its params under “parameters” of a workload.'),
    });
  }
  const title = t('Which workload made {0}?', recorded.name);
  const picked = candidates.length === 1 ? only : await window.showQuickPick(candidates, { title });
  if (!picked) return fail(CANCELLED);
  const { params: parameters, runId, id, name } = recorded;
  return await startWorkload(deps, { ...picked.request, parameters, from: { id: runId ?? id, name } });
}

interface Candidate {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly matches: number;
  readonly request: RunRequest;
}

/** The workloads that the run may be of, those with most of its params first. */
async function candidatesFor(deps: RunsDeps, { params, workload: tagged }: RecordedRun): Promise<readonly Candidate[]> {
  const loaded = await Promise.all((await specFiles()).map(async ({ fsPath }) => await deps.loadSpec(fsPath)));
  const all = loaded.flatMap((spec) =>
    spec.ok
      ? [...spec.value.spec.workloads.values()].map((workload): Candidate => {
          const specPath = spec.value.path;
          const found = recordedParameters(withWrittenParameters(workload).parameters, params);
          return {
            label: workload.name,
            description: workspace.asRelativePath(Uri.file(specPath)),
            detail: t('Has of its params: {0}', [...found.keys()].join(', ')),
            matches: found.size,
            request: { specPath, workload: workload.name },
          };
        })
      : [],
  );
  const named = all.filter(({ label }) => label === tagged);
  return (named.length > 0 ? named : all.filter(({ matches }) => matches > 0)).toSorted(
    (a, b) => b.matches - a.matches,
  );
}
