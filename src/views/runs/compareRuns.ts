import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatAge } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import { readRunSheet } from '../../domain/runs/readRunSheet.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunSheet } from '../../domain/runs/runSheet.ts';
import type { RunsDeps } from './register.ts';

/** Shows two runs side by side: those that are selected, or the given one and another that is asked for. The older one is on the left. */
export async function compareRuns(deps: RunsDeps, chosen: readonly Run[]): Promise<Result<void>> {
  const pair = await completePair(deps, chosen);
  if (!pair.ok) return pair;
  const [left, right] = pair.value;
  const now = new Date();
  const sheets = await withProgress(t('Reading both runs'), async (_report, signal) => {
    const read = await Promise.all([left, right].map((run) => readRunSheet(deps, run, now, signal)));
    return signal.aborted ? fail(CANCELLED) : ok(read);
  });
  if (!sheets.ok) return sheets;
  const manifests = await deps.loadManifestText();
  const [before = '', after = ''] = await Promise.all(sheets.value.map((sheet) => textOf(sheet, manifests)));
  await deps.documents.showDiff(
    { name: `${left.name}.run.yaml`, content: before },
    { name: `${right.name}.run.yaml`, content: after },
    t('{0} ↔ {1}', left.name, right.name),
  );
  return ok(undefined);
}

async function completePair(
  { runs }: RunsDeps,
  chosen: readonly Run[],
): Promise<Result<readonly [older: Run, newer: Run]>> {
  if (chosen.length > 2) {
    return fail({
      code: 'invalid',
      message: t('{0} runs are selected, and two can be compared.', chosen.length),
      nextStep: t('Select two runs.'),
    });
  }
  const first = chosen[0] ?? (await pickRun(runs, undefined));
  if (!first) return fail(CANCELLED);
  const second = chosen[1] ?? (await pickRun(runs, first));
  if (!second) return fail(CANCELLED);
  return ok(first.createdAt <= second.createdAt ? [first, second] : [second, first]);
}

/** Runs of the same workload come first: they are what one compares with. */
async function pickRun(runs: RunsDeps['runs'], other: Run | undefined): Promise<Run | undefined> {
  await runs.open();
  const all = runs.current.state === 'ready' ? runs.current.value.filter(({ id }) => id !== other?.id) : [];
  const near = all.filter(({ workload }) => workload === other?.workload);
  const items = [...near, ...all.filter((run) => !near.includes(run))].map((run) => ({
    label: run.name,
    description: [run.stateText, formatAge(run.createdAt, runs.now)].join(' · '),
    detail: run.cluster ? `${run.workload} · ${run.cluster.namespace}` : run.workload,
    run,
  }));
  const title = other ? t('Compare {0} with…', other.name) : t('Compare which run?');
  const placeHolder = items.length === 0 ? t('There is no other run to compare with') : t('Choose a run');
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true }))
    ?.run;
}

async function textOf({ data, problem }: RunSheet, manifests: ManifestText): Promise<string> {
  const text = await manifests.print(data);
  if (problem === undefined) return text;
  const words = t('What it was started with could not be read: {0}', problem);
  return `# ${words.replaceAll(/\s+/g, ' ')}\n${text}`;
}
