import { type QuickPickItem, window } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { CommandId } from '../../contributes/commands.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import { progressText } from '../../domain/runs/progressText.ts';
import type { RunMetrics } from '../../domain/experiments/runMetrics.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';

interface ActionItem extends QuickPickItem {
  readonly command:
    | 'trainyard.containers.logs'
    | 'trainyard.containers.shell'
    | 'trainyard.containers.stop'
    | 'trainyard.runs.rerun';
}

/** What can be done with the running job, behind a click on its status bar item. */
export async function showStatusMenu({
  runs,
  metrics,
  commands,
}: {
  readonly runs: RunStore;
  readonly metrics: RunMetrics;
  readonly commands: Commands;
}): Promise<void> {
  const run = await pickRunning(runs, metrics);
  if (!run) return;
  const items: ActionItem[] = [
    { label: `$(output) ${t('Show log')}`, command: 'trainyard.containers.logs' },
    { label: `$(terminal) ${t('Open shell')}`, command: 'trainyard.containers.shell' },
    { label: `$(debug-stop) ${t('Stop')}`, command: 'trainyard.containers.stop' },
    { label: `$(debug-rerun) ${t('Run again with changes…')}`, command: 'trainyard.runs.rerun' },
  ];
  const picked = await window.showQuickPick(items, { title: run.name, placeHolder: describe(run) });
  if (picked) await commands.run(picked.command satisfies CommandId, subjectOf(run), undefined);
}

async function pickRunning(runs: RunStore, metrics: RunMetrics): Promise<Run | undefined> {
  const running = metrics.known(runs.running);
  if (running.length < 2) return running[0];
  const items = running.map((run) => ({ label: run.name, description: describe(run), run }));
  return (await window.showQuickPick(items, { title: t('Which run?') }))?.run;
}

function describe(run: Run): string {
  return run.progress ? progressText(run.progress, true) : run.stateText;
}

function subjectOf(run: Run): NodeSubject {
  return { kind: 'run', runId: run.id, engineId: run.engineId, containerId: run.containerId, name: run.name };
}
