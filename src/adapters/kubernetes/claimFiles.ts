import { randomBytes } from 'node:crypto';
import { systemClock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { podContainerId } from '../../domain/cluster/podContainerId.ts';
import type { ClaimRequest, OpenClaim } from '../../domain/cluster/ports.ts';
import { helperOwner, leftOverHelpers } from './claimLeftOvers.ts';
import { CLAIM_CONTAINER, CLAIM_FOLDER, claimPod, type HelperIdentity } from './claimPod.ts';
import { type ClaimUse, readClaimUse } from './claimUse.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podPath, readPodState } from './podState.ts';
import { collectionPath, WATCHED_RESOURCES } from './watchedResources.ts';

const START_MS = 120_000;
const LOOK_MS = 250;
const REMOVE_MS = 10_000;
/** To wait for it is to wait for somebody to mend the registry. */
const NO_IMAGE = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)/;

/**
 * Makes a small pod that mounts a claim, so that its files can be read without the program that uses it. It is who that program is, where one
 * runs. `timeout`: the pod did not start; the reason is in the message.
 */
export async function openClaim(
  transport: KubeTransport,
  request: ClaimRequest,
  signal: AbortSignal,
): Promise<Result<OpenClaim>> {
  const { namespace } = request;
  for (const pod of await leftOverHelpers(transport, namespace, signal)) await removePod(transport, namespace, pod);
  const use = await readClaimUse(transport, request, signal);
  if (!use.ok) return use;
  const obstacle = obstacleTo(request, use.value);
  if (obstacle) return fail(obstacle);
  const made = await makePod(transport, { request, use: use.value }, signal);
  if (!made.ok) {
    const message = t('Could not open the claim {0}: {1}', request.claim, made.failure.message);
    return fail({ ...made.failure, message });
  }
  return await started(transport, request, { pod: made.value, signal });
}

function obstacleTo({ claim, isWritable }: ClaimRequest, { phase, accessModes, user }: ClaimUse): Failure | undefined {
  if (user && accessModes.length > 0 && accessModes.every((mode) => mode === 'ReadWriteOncePod')) {
    return {
      code: 'conflict',
      message: t('Only one pod at a time may mount the claim {0}, and {1} does.', claim, user.pod),
      nextStep: t('Browse the files of that pod.'),
    };
  }
  // To read it would bind it, perhaps on a node where the training cannot run.
  if (phase === 'Pending' && !isWritable) {
    return {
      code: 'not-found',
      message: t('The claim {0} has no volume yet, so that there are no files on it.', claim),
      nextStep: t('It gets one when the first pod uses it.'),
    };
  }
  return undefined;
}

/** A namespace may not allow root: then as somebody. */
async function makePod(
  transport: KubeTransport,
  { request, use }: { readonly request: ClaimRequest; readonly use: ClaimUse },
  signal: AbortSignal,
): Promise<Result<string>> {
  const { identity } = use.user ?? {};
  const isNamed = identity?.runAsUser !== undefined && identity.runAsUser !== 0;
  const first: HelperIdentity = isNamed ? identity : 'any';
  const created = await create(transport, { request, use, identity: first }, signal);
  const isRefused = !created.ok && /PodSecurity|security context constraint/i.test(messageOf(created.failure));
  return isRefused && !isNamed ? await create(transport, { request, use, identity: 'strict' }, signal) : created;
}

function messageOf({ message, detail = '' }: Failure): string {
  return `${message} ${detail}`;
}

async function create(
  transport: KubeTransport,
  parts: { readonly request: ClaimRequest; readonly use: ClaimUse; readonly identity: HelperIdentity },
  signal: AbortSignal,
): Promise<Result<string>> {
  const name = `trainyard-files-${randomBytes(4).toString('hex')}`;
  const path = collectionPath(WATCHED_RESOURCES.pods, parts.request.namespace);
  const body = claimPod({ ...parts, name, owner: helperOwner(process.pid) });
  const made = await transport.json({ method: 'POST', path, body, signal });
  return made.ok ? ok(name) : made;
}

async function started(
  transport: KubeTransport,
  { namespace, claim }: ClaimRequest,
  { pod, signal }: { readonly pod: string; readonly signal: AbortSignal },
): Promise<Result<OpenClaim>> {
  const close = (): Promise<Result<void>> => removePod(transport, namespace, pod);
  const container = { namespace, pod, container: CLAIM_CONTAINER };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  let waitsFor = '';
  while (!limit.aborted) {
    const state = await readPodState(transport, container, limit);
    if (state.ok && state.value.isRunning) {
      return ok({ resource: podContainerId(container), folder: CLAIM_FOLDER, close });
    }
    if (state.ok) waitsFor = state.value.waitsFor;
    if (state.ok && state.value.isOver) break;
    if (NO_IMAGE.test(waitsFor)) break;
    await systemClock.sleep(LOOK_MS, limit);
  }
  await close();
  if (signal.aborted) return fail(CANCELLED);
  const failure = {
    code: 'timeout',
    message: t('The pod for the claim {0} did not start: {1}', claim, waitsFor),
  } as const;
  if (!NO_IMAGE.test(waitsFor)) return fail(failure);
  const nextStep = t('Name an image that the cluster can pull in the setting “trainyard.clusters.helperImage”.');
  return fail({ ...failure, nextStep });
}

async function removePod(transport: KubeTransport, namespace: string, pod: string): Promise<Result<void>> {
  const removed = await transport.json({
    method: 'DELETE',
    path: podPath(namespace, pod),
    query: { gracePeriodSeconds: 0 },
    signal: AbortSignal.timeout(REMOVE_MS),
  });
  return removed.ok || removed.failure.code === 'not-found' ? ok(undefined) : removed;
}
