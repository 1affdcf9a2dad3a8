import { definedOf } from '../../base/defined.ts';
import type { KubernetesFacts } from '../kubernetesChoices.ts';
import type { WorkloadSpec } from '../spec.ts';

/** Security of a pod and of its container. */
export interface PodSecurity {
  readonly pod: object;
  readonly container: object;
}

/**
 * Always within the level “baseline” of the Pod Security Standards; “restricted” wherever it is known that the program does not run as root.
 * An image whose program needs root keeps its capabilities, because taking them breaks servers that change their user.
 */
export function podSecurity(workload: WorkloadSpec, facts: KubernetesFacts): PodSecurity {
  const { uid, gid } = userOf(workload, facts);
  const isNonRoot = uid === undefined ? isNonRootNumber(facts.image.user) : uid !== 0;
  return {
    pod: definedOf({
      runAsUser: uid,
      runAsGroup: gid,
      // Claims and folders of the pod are root's; with the group the program can write to them.
      fsGroup: gid === 0 ? undefined : gid,
      fsGroupChangePolicy: gid === undefined || gid === 0 ? undefined : 'OnRootMismatch',
      runAsNonRoot: isNonRoot ? true : undefined,
      seccompProfile: { type: 'RuntimeDefault' },
    }),
    container: {
      allowPrivilegeEscalation: false,
      ...(isNonRoot ? { capabilities: { drop: ['ALL'] } } : {}),
    },
  };
}

function userOf(
  { user }: WorkloadSpec,
  { hostUser }: KubernetesFacts,
): { readonly uid?: number; readonly gid?: number } {
  if (user === 'image') return {};
  return user === 'host' ? (hostUser ?? {}) : user;
}

/** The kubelet proves `runAsNonRoot` for numbers only: an image with a user by name would be refused. */
function isNonRootNumber(user: string | undefined): boolean {
  return /^0*[1-9]\d*(:|$)/.test(user ?? '');
}
