import { withProgress } from '../../adapters/vscode/progress.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { RunOutput } from '../../domain/runs/outputs.ts';
import type { Run } from '../../domain/runs/run.ts';
import { showFolder } from '../shared/localFolders.ts';
import { bringClusterOutputs } from './bringClusterOutputs.ts';
import type { RunsDeps } from './register.ts';

/** Copies the outputs of a run into the workspace. A run on this machine has them mounted, so that they are there while it runs. */
export async function bringOutputs(
  deps: Pick<RunsDeps, 'hub' | 'clusters' | 'confirm' | 'notify'>,
  run: Run,
): Promise<Result<void>> {
  const { hub, notify } = deps;
  const { outputs } = run;
  const [first] = outputs;
  if (!first) {
    return fail({
      code: 'not-found',
      message: t('The run {0} names no outputs.', run.name),
      nextStep: t('List them under “outputs” in trainyard.yaml, or copy files from the container.'),
    });
  }
  if (run.cluster) return await bringClusterOutputs(deps, run);
  const copied = await withProgress(t('Bringing outputs of {0}', run.name), async (report, signal) => {
    for (const output of outputs.filter(({ isMounted }) => !isMounted)) {
      report(output.path);
      const result = await copyOutput(hub, { run, output }, signal);
      if (!result.ok) return result;
    }
    return ok(undefined);
  });
  if (copied.ok) {
    const folders = outputs.map(({ folder }) => folder).join(', ');
    notify.info(t('The outputs of {0} are in {1}.', run.name, folders), showFolder(first.folder));
  }
  return copied;
}

/** The contents of the output path go into its folder; files of an earlier run with the same name are replaced, as by a local program. */
export async function copyOutput(
  hub: EngineHub,
  { run, output }: { readonly run: Run; readonly output: RunOutput },
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const engine = await hub.engine(run.engineId);
  if (!engine.ok) return engine;
  return await engine.value.files.copyOut(
    run.containerId,
    `${output.path}/.`,
    { folder: output.folder, overwrite: true },
    signal,
  );
}
