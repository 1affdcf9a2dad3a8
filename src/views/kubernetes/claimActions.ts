import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import type { Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { copyFrom, type CopyTarget, copyTo } from '../shared/copyFiles.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';

/** Copies files out of a claim, through a pod that can only read it. */
export async function copyFromClaim({ notify }: KubernetesDeps, target: ClusterTarget): Promise<Result<void>> {
  return await withClaim(target, false, (claim) => copyFrom(claim, notify));
}

/** Copies files onto a claim. */
export async function copyToClaim({ notify }: KubernetesDeps, target: ClusterTarget): Promise<Result<void>> {
  return await withClaim(target, true, (claim) => copyTo(claim, notify));
}

/** The pod goes when the work is done, whatever came of it. */
async function withClaim(
  { cluster, ref }: ClusterTarget,
  isWritable: boolean,
  work: (claim: CopyTarget) => Promise<Result<void>>,
): Promise<Result<void>> {
  const request = {
    namespace: ref.namespace ?? '',
    claim: ref.name,
    image: setting('trainyard.clusters.helperImage'),
    isWritable,
  };
  const opened = await withProgress(t('Opening the claim {0} with a small pod', ref.name), (_report, signal) =>
    cluster.openClaim(request, signal),
  );
  if (!opened.ok) return opened;
  const { resource, folder } = opened.value;
  const done = await work({ files: cluster.files, containerId: resource, name: ref.name, folder });
  const closed = await opened.value.close();
  return done.ok ? closed : done;
}
