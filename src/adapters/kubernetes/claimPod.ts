import type { ClaimRequest } from '../../domain/cluster/ports.ts';
import type { ClaimUse, PodIdentity } from './claimUse.ts';

/** The pod ends by itself after this time, in seconds, also when nobody is left to remove it. */
const LONGEST_LIFE_S = 3_600;

export const CLAIM_CONTAINER = 'files';
export const CLAIM_FOLDER = '/claim';

export const HELPER_LABEL = 'trainyard.dev/helper';
export const HELPER = 'claim-files';
/** Which window made it: `<machine>-<process>`. */
export const OWNER_LABEL = 'trainyard.dev/owner';

/** Who the helper is. `strict` is what the Pod Security Standard “restricted” asks for. */
export type HelperIdentity = 'any' | 'strict' | PodIdentity;

/** An ordinary user where nothing says which one. */
const SOMEBODY = 1_000;

export interface HelperParts {
  readonly name: string;
  readonly owner: string;
  readonly request: ClaimRequest;
  readonly use: ClaimUse;
  readonly identity: HelperIdentity;
}

/** Whether one pod, or the pods of one node, alone may mount it. */
const ON_ONE_NODE = new Set(['ReadWriteOnce', 'ReadWriteOncePod']);

/**
 * A small pod that mounts a claim. It has no rights in the cluster and none on its node, little memory, and ends by itself. A claim that is
 * mounted on one node is opened on that node, whatever its taints say.
 */
export function claimPod({ name, owner, request, use, identity }: HelperParts): object {
  const { claim, image, isWritable } = request;
  const isBound = use.accessModes.length > 0 && use.accessModes.every((mode) => ON_ONE_NODE.has(mode));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'trainyard', [HELPER_LABEL]: HELPER, [OWNER_LABEL]: owner },
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: LONGEST_LIFE_S,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(isBound && use.user?.node !== undefined ? onNode(use.user.node) : {}),
      securityContext: { seccompProfile: { type: 'RuntimeDefault' }, ...userOf(identity) },
      volumes: [{ name: 'claim', persistentVolumeClaim: { claimName: claim, readOnly: !isWritable } }],
      containers: [
        {
          name: CLAIM_CONTAINER,
          image,
          command: ['sh', '-c', `trap 'exit 0' TERM; sleep ${LONGEST_LIFE_S} & wait`],
          resources: {
            requests: { cpu: '10m', memory: '32Mi' },
            limits: { cpu: '1', memory: '128Mi' },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            // Without these root is nobody in particular, and cannot read what another user wrote for itself.
            capabilities: {
              drop: ['ALL'],
              ...(identity === 'any' ? { add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] } : {}),
            },
          },
          volumeMounts: [{ name: 'claim', mountPath: CLAIM_FOLDER, readOnly: !isWritable }],
        },
      ],
    },
  };
}

function userOf(identity: HelperIdentity): object {
  if (identity === 'any') return {};
  if (identity === 'strict') return { runAsNonRoot: true, runAsUser: SOMEBODY };
  return { runAsNonRoot: true, ...identity };
}

/** By the scheduler, so that what is free on the node still counts. */
function onNode(node: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } },
    tolerations: [{ operator: 'Exists' }],
  };
}
