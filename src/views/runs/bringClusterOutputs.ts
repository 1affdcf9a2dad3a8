import { localPaths } from '../../adapters/vscode/localFolders.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { bringFromCluster } from '../../domain/runs/clusterOutputs.ts';
import { folderInWorkspace } from '../../domain/runs/outputs.ts';
import type { Run } from '../../domain/runs/run.ts';
import { writable } from '../shared/contextProtection.ts';
import { showFolder } from '../shared/localFolders.ts';
import { shownBytes } from '../shared/shownBytes.ts';
import { copyAsking } from '../shared/replaceExisting.ts';
import type { RunsDeps } from './register.ts';

/** Copies the outputs of a run in a cluster into the workspace, after showing where they go: what is said there is said by the cluster. */
export async function bringClusterOutputs(
  { clusters, confirm, notify }: Pick<RunsDeps, 'clusters' | 'confirm' | 'notify'>,
  run: Run,
): Promise<Result<void>> {
  const cluster = await clusters.cluster(run.engineId);
  if (!cluster.ok) return cluster;
  // A pod may have to be made, and something is run in one.
  const allowed = writable(cluster.value);
  if (!allowed.ok) return allowed;
  const outputs = run.outputs.flatMap((output) => {
    const folder = folderInWorkspace(output, localPaths());
    return folder === undefined ? [] : [{ path: output.path, folder }];
  });
  const [first] = outputs;
  if (!first || outputs.length < run.outputs.length) {
    return fail({
      code: 'invalid',
      message: t('The outputs of {0} do not belong into a folder that is open here.', run.name),
      nextStep: t('Open the folder that the run was started from, or browse the files of its pod or claim.'),
    });
  }
  const detail = outputs.map(({ path, folder }) => `${path} → ${folder}`).join('\n');
  const question = { message: t('Bring the outputs of {0}?', run.name), detail, verb: t('Bring') };
  if (!(await confirm(question))) return fail(CANCELLED);
  const image = setting('trainyard.clusters.helperImage');
  const brought = await withProgress(t('Bringing outputs of {0}', run.name), async (report, signal) => {
    for (const output of outputs) {
      const bytes = shownBytes(report, output.path, outputs.length === 1);
      const result = await copyAsking((overwrite) => {
        const target = { folder: output.folder, overwrite };
        return bringFromCluster(cluster.value, { run, output, target, image, report: bytes }, signal);
      });
      if (!result.ok) return result;
    }
    return ok(undefined);
  });
  if (brought.ok) {
    const folders = outputs.map(({ folder }) => folder).join(', ');
    notify.info(t('The outputs of {0} are in {1}.', run.name, folders), showFolder(first.folder));
  }
  return brought;
}
