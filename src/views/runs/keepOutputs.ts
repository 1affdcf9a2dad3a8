import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';

/**
 * Brings the outputs of a run back when it ends, where they are not mounted (an engine on another machine). Only for runs that were seen
 * running in this window: what ended earlier is brought on request, because newer files may lie in the folder by now.
 */
export function keepOutputs({
  hub,
  runs,
  notify,
  log,
}: {
  readonly hub: EngineHub;
  readonly runs: RunStore;
  readonly notify: Notifier;
  readonly log: Log;
}): Disposable {
  const seenRunning = new Set<string>();
  const controller = new AbortController();
  const bring = async (run: Run) => {
    const { copyOutput } = await import('./bringOutputs.ts');
    for (const output of run.outputs.filter(({ isMounted }) => !isMounted)) {
      const copied = await copyOutput(hub, { run, output }, controller.signal);
      if (!copied.ok) return notify.failure(copied.failure);
      log.info(t('{0} files of {1} are in {2}', copied.value.length, run.name, output.folder));
    }
  };
  const start = (run: Run) => {
    bring(run).catch((error: unknown) => log.error(`Outputs of ${run.name}`, error));
  };
  const ended = (run: Run) => {
    if (run.outputs.every(({ isMounted }) => isMounted)) return;
    const when = setting('trainyard.runs.bringOutputs');
    if (when === 'atEnd') start(run);
    else if (when === 'ask') {
      notify.info(t('{0} has ended.', run.name), { title: t('Bring outputs'), run: () => start(run) });
    }
  };
  const look = () => {
    if (runs.current.state !== 'ready') return;
    for (const run of runs.current.value) {
      if (run.state === 'running') seenRunning.add(run.id);
      else if (run.state !== 'queued' && seenRunning.delete(run.id) && !run.cluster) ended(run);
    }
  };
  const subscription = runs.onDidChange(look);
  return {
    dispose: () => {
      controller.abort();
      subscription.dispose();
    },
  };
}
