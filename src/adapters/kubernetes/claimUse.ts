import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, recordsOf, stringOf, stringsOf } from '../http/json.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { collectionPath, WATCHED_RESOURCES } from './watchedResources.ts';

/** Who a program in a pod is, as far as it is written there. */
export interface PodIdentity {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly supplementalGroups?: readonly number[];
}

/** A claim and who uses it now. */
export interface ClaimUse {
  readonly accessModes: readonly string[];
  /** Empty: not known. */
  readonly phase: string;
  /** The first running pod that mounts it. */
  readonly user?: { readonly pod: string; readonly node?: string; readonly identity: PodIdentity };
}

/** Pods of a namespace that are looked through for one that uses the claim. */
const MOST_PODS = 2_000;
const PAGE = 500;

/** What may not be read is left out: the server decides then. `not-found`: there is no such claim. */
export async function readClaimUse(
  transport: KubeTransport,
  { namespace, claim }: { readonly namespace: string; readonly claim: string },
  signal: AbortSignal,
): Promise<Result<ClaimUse>> {
  const path = `${collectionPath(WATCHED_RESOURCES.claims, namespace)}/${encodeURIComponent(claim)}`;
  const answer = await transport.json({ method: 'GET', path, signal });
  if (!answer.ok && answer.failure.code === 'not-found') {
    return fail({ ...answer.failure, message: t('There is no claim {0} in {1}.', claim, namespace) });
  }
  if (!answer.ok && answer.failure.code !== 'forbidden') return answer;
  const object = answer.ok ? asRecord(answer.value) : undefined;
  const user = await userOf(transport, { namespace, claim }, signal);
  return ok({
    accessModes: stringsOf(recordOf(object, 'spec'), 'accessModes'),
    phase: stringOf(recordOf(object, 'status'), 'phase') ?? '',
    ...(user ? { user } : {}),
  });
}

async function userOf(
  transport: KubeTransport,
  { namespace, claim }: { readonly namespace: string; readonly claim: string },
  signal: AbortSignal,
): Promise<ClaimUse['user']> {
  const path = collectionPath(WATCHED_RESOURCES.pods, namespace);
  let token: string | undefined;
  for (let seen = 0; seen < MOST_PODS; seen += PAGE) {
    const query = {
      fieldSelector: 'status.phase=Running',
      limit: PAGE,
      ...(token === undefined ? {} : { continue: token }),
    };
    const answer = await transport.json({ method: 'GET', path, query, signal });
    if (!answer.ok) return undefined;
    const list = asRecord(answer.value);
    for (const pod of recordsOf(list, 'items')) {
      const isLeaving = recordOf(pod, 'metadata')?.has('deletionTimestamp');
      const volume = isLeaving ? undefined : volumeOf(pod, claim);
      if (volume !== undefined) return userFrom(pod, volume);
    }
    token = stringOf(recordOf(list, 'metadata'), 'continue');
    if (token === undefined || token === '') return undefined;
  }
  return undefined;
}

/** The name of the volume through which a pod mounts the claim. */
function volumeOf(pod: JsonRecord, claim: string): string | undefined {
  const volumes = recordsOf(recordOf(pod, 'spec'), 'volumes');
  const found = volumes.find((each) => stringOf(recordOf(each, 'persistentVolumeClaim'), 'claimName') === claim);
  return stringOf(found, 'name');
}

function userFrom(pod: JsonRecord, volume: string): ClaimUse['user'] {
  const spec = recordOf(pod, 'spec');
  const container = recordsOf(spec, 'containers').find((each) =>
    recordsOf(each, 'volumeMounts').some((mount) => stringOf(mount, 'name') === volume),
  );
  const own = recordOf(container, 'securityContext');
  const whole = recordOf(spec, 'securityContext');
  const runAsUser = numberOf(own, 'runAsUser') ?? numberOf(whole, 'runAsUser');
  const runAsGroup = numberOf(own, 'runAsGroup') ?? numberOf(whole, 'runAsGroup');
  const fsGroup = numberOf(whole, 'fsGroup');
  const node = stringOf(spec, 'nodeName');
  return {
    pod: stringOf(recordOf(pod, 'metadata'), 'name') ?? '',
    ...(node === undefined ? {} : { node }),
    identity: {
      ...(runAsUser === undefined ? {} : { runAsUser }),
      ...(runAsGroup === undefined ? {} : { runAsGroup }),
      // As a group of the program and not of the volume: that would change the owners of all files.
      ...(fsGroup === undefined ? {} : { supplementalGroups: [fsGroup] }),
    },
  };
}
