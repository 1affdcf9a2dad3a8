import { askInMessage } from '../../adapters/vscode/ask.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { Turns } from '../../domain/base/turns.ts';
import { type EndedRun, EndedRuns } from '../../domain/runs/expectedOutputs.ts';
import type { RunsDeps } from './register.ts';

/**
 * Brings the outputs of runs in clusters that were started from this workspace when they end, as the setting says. Of one that ended while no window
 * looked the user is asked first, because newer files may lie in the folder by now.
 */
export function keepClusterOutputs(deps: RunsDeps): Disposable {
  const { runs, memory, log } = deps;
  const ends = new EndedRuns();
  // Each may need a pod of its own.
  const turns = new Turns(1);
  const look = () => {
    if (runs.current.state !== 'ready') return;
    const { ended, goOn } = ends.look(runs.current.value, memory.expectedOutputs());
    for (const runId of goOn) later(log, memory.settleOutputs(runId, false));
    for (const each of ended) later(log, bring(deps, each, turns));
  };
  look();
  return runs.onDidChange(look);
}

async function bring(deps: RunsDeps, ended: EndedRun, turns: Turns): Promise<void> {
  const { memory } = deps;
  const { run, expected, wasSeen } = ended;
  const settle = () => memory.settleOutputs(expected.runId, true);
  const when = setting('trainyard.runs.bringOutputs');
  if (when === 'onRequest' || expected.outputs.every(({ at }) => at === undefined)) return await settle();
  if (when === 'ask' || !wasSeen) {
    const verb = t('Bring outputs');
    const chosen = await askInMessage(t('{0} has ended. Its outputs are still in the cluster.', expected.runName), [
      verb,
    ]);
    if (chosen !== verb) return await settle();
  }
  const { bringEndedOutputs } = await import('./bringEndedOutputs.ts');
  const brought = await turns.take(() => bringEndedOutputs(deps, run.engineId, expected));
  if (brought.ok || brought.failure.code === 'cancelled') return await settle();
  // They are still there, and waited for: the next window asks again.
  const again = { title: t('Try again'), run: () => later(deps.log, bring(deps, { ...ended, wasSeen: true }, turns)) };
  deps.notify.failure(brought.failure, again);
}

/** Nobody waits for it. */
function later(log: Log, work: Promise<void>): void {
  work.catch((error: unknown) => log.error('Outputs of a run', error));
}
