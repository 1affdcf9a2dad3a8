import { type Failure, fail, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { parsePodContainerId } from '../cluster/podContainerId.ts';
import type { Cluster } from '../cluster/ports.ts';
import type { DownloadTarget, RemoteFiles, ReportBytes } from '../files/ports.ts';
import { objectRefOf } from './objectRefOf.ts';
import { outputPlace } from './outputPlace.ts';
import type { RunOutput } from './outputs.ts';
import type { Run } from './run.ts';

export interface BringRequest {
  readonly run: Run;
  readonly output: Pick<RunOutput, 'path'>;
  readonly target: DownloadTarget;
  /** Of the pod that mounts a claim when the run has ended. */
  readonly image: string;
  readonly report: ReportBytes;
}

/**
 * Copies an output of a run in a cluster: out of its pod while that runs, of several the one of rank 0, and from the claim afterwards. `not-found`:
 * it was in the pod alone, and is gone with it.
 */
export async function bringFromCluster(
  cluster: Cluster,
  request: BringRequest,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const { run, output } = request;
  const at = run.cluster;
  if (!at) throw new Error(`${run.name} is not in a cluster`);
  if (run.state === 'running' && run.containerId !== '') {
    const files = cluster.fileSystem(parsePodContainerId(run.containerId));
    return await copyContents(files, output.path, request, signal);
  }
  const object = await cluster.reader.get(objectRefOf(at), signal);
  if (!object.ok) return object;
  const place = outputPlace(object.value, output.path);
  if (place.kind === 'pod') return fail(goneWithPod(run, output.path));
  const { claim, path } = place;
  return await bringFromClaim(cluster, { ...request, namespace: at.namespace, claim, path }, signal);
}

export interface ClaimRequest extends Pick<BringRequest, 'target' | 'image' | 'report'> {
  readonly namespace: string;
  readonly claim: string;
  /** From the root of the claim. */
  readonly path: string;
}

/** Copies what is in a claim, through a pod that is made for that. */
export async function bringFromClaim(
  cluster: Cluster,
  { namespace, claim, path, image, ...request }: ClaimRequest,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const opened = await cluster.openClaim({ namespace, claim, image, isWritable: false }, signal);
  if (!opened.ok) return opened;
  const { resource, folder } = opened.value;
  try {
    const files = cluster.fileSystem(parsePodContainerId(resource));
    return await copyContents(files, `${folder}${path === '/' ? '' : path}`, request, signal);
  } finally {
    // What came of the copy is told, and not that its pod could not be removed: that ends by itself after an hour.
    await opened.value.close();
  }
}

/** The contents of a folder go into the target, a single file under its own name. */
async function copyContents(
  files: RemoteFiles,
  path: string,
  { target, report }: Pick<BringRequest, 'target' | 'report'>,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const facts = await files.facts(path, signal);
  if (!facts.ok) return facts;
  const from = facts.value.kind === 'folder' ? `${path}/.` : path;
  return await files.download(from, target, report, signal);
}

function goneWithPod({ name, state }: Run, path: string): Failure {
  if (state === 'queued') {
    return { code: 'not-found', message: t('{0} has not started yet, so that there is nothing in {1}.', name, path) };
  }
  return {
    code: 'not-found',
    message: t('{0} was in the pod of {1} alone, and is gone with it.', path, name),
    nextStep: t('Choose a claim for {0} before the next start, or bring the outputs while the run is on.', path),
  };
}
