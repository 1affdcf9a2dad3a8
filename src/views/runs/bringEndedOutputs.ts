import { join } from 'node:path';
import { askInMessage } from '../../adapters/vscode/ask.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import type { DownloadTarget } from '../../domain/files/ports.ts';
import { bringFromClaim, type ClaimRequest } from '../../domain/runs/clusterOutputs.ts';
import type { ExpectedOutputs } from '../../domain/runs/expectedOutputs.ts';
import { writable } from '../shared/contextProtection.ts';
import { showFolder } from '../shared/localFolders.ts';
import { shownBytes } from '../shared/shownBytes.ts';
import type { RunsDeps } from './register.ts';

/** Copies the outputs of a run that has ended from its claims into their folders. Where something would be replaced the user decides. */
export async function bringEndedOutputs(
  { clusters, notify }: Pick<RunsDeps, 'clusters' | 'notify'>,
  clusterId: string,
  expected: ExpectedOutputs,
): Promise<Result<void>> {
  const cluster = await clusters.cluster(clusterId);
  if (!cluster.ok) return cluster;
  // A pod has to be made to read a claim.
  const allowed = writable(cluster.value);
  if (!allowed.ok) return allowed;
  const { runName, namespace, outputs } = expected;
  const folders: string[] = [];
  for (const { folder, path, at } of outputs) {
    if (!at) continue;
    const brought = await bringOne({ cluster: cluster.value, runName, path, from: { namespace, ...at } }, folder);
    if (!brought.ok) return brought;
    folders.push(brought.value);
  }
  const [first] = folders;
  if (first === undefined) return ok(undefined);
  const lost = outputs.filter(({ at }) => !at).map(({ path }) => path);
  const text = t('The outputs of {0} are in {1}.', runName, folders.join(', '));
  const rest = t('What was in {0} has gone with its pod.', lost.join(', '));
  notify.info(lost.length === 0 ? text : `${text} ${rest}`, showFolder(first));
  return ok(undefined);
}

interface From {
  readonly cluster: Cluster;
  readonly runName: string;
  /** As the program has it. */
  readonly path: string;
  readonly from: Pick<ClaimRequest, 'namespace' | 'claim' | 'path'>;
}

/** The folder that has them now. */
async function bringOne(from: From, folder: string): Promise<Result<string>> {
  const { runName } = from;
  const brought = await bringTo(from, { folder, overwrite: false });
  if (brought.ok || brought.failure.code !== 'conflict') return brought;
  const [replace, beside] = [t('Replace'), t('Keep both')];
  const { message } = brought.failure;
  const asked = t(
    'Outputs of {0}: {1} in {2}. “Keep both” puts them into a folder of their own.',
    runName,
    message,
    folder,
  );
  const chosen = await askInMessage(asked, [replace, beside]);
  if (chosen === replace) return await bringTo(from, { folder, overwrite: true });
  // A name of a run is one that Trainyard made, and no other run of this workload has it.
  if (chosen === beside) return await bringTo(from, { folder: join(folder, runName), overwrite: false });
  return fail(CANCELLED);
}

async function bringTo({ cluster, runName, path, from }: From, target: DownloadTarget): Promise<Result<string>> {
  const image = setting('trainyard.clusters.helperImage');
  const brought = await withProgress(t('Bringing outputs of {0}', runName), async (show, signal) => {
    const report = shownBytes(show, path, true);
    return await bringFromClaim(cluster, { ...from, target, image, report }, signal);
  });
  return brought.ok ? ok(target.folder) : brought;
}
