import { randomBytes } from 'node:crypto';
import { systemClock } from '../../domain/base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { podContainerId } from '../../domain/cluster/podContainerId.ts';
import type { ClaimRequest, OpenClaim } from '../../domain/cluster/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { podPath, readPodState } from './podState.ts';

/** The pod ends by itself after this time, in seconds, also when nobody is left to remove it. */
const LONGEST_LIFE_S = 3_600;
const START_MS = 120_000;
const LOOK_MS = 500;
const REMOVE_MS = 10_000;
const CONTAINER = 'files';
const FOLDER = '/claim';

/**
 * Makes a small pod that mounts a claim, so that its files can be read without the program that uses it. It has no rights in the cluster and
 * none on its node, little memory, and ends by itself after an hour. `timeout`: the pod did not start; the reason is in the message.
 */
export async function openClaim(
  transport: KubeTransport,
  request: ClaimRequest,
  signal: AbortSignal,
): Promise<Result<OpenClaim>> {
  const { namespace, claim } = request;
  const pod = `trainyard-files-${randomBytes(4).toString('hex')}`;
  const path = podPath(namespace, '').replace(/\/$/, '');
  const made = await transport.json({ method: 'POST', path, body: helperPod(pod, request), signal });
  if (!made.ok) {
    const message = t('Could not open the claim {0}: {1}', claim, made.failure.message);
    return fail({ ...made.failure, message });
  }
  const close = (): Promise<Result<void>> => removePod(transport, namespace, pod);
  const container = { namespace, pod, container: CONTAINER };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_MS)]);
  let waitsFor = '';
  while (!limit.aborted) {
    const state = await readPodState(transport, container, limit);
    if (state.ok && state.value.isRunning) return ok({ resource: podContainerId(container), folder: FOLDER, close });
    if (state.ok) waitsFor = state.value.waitsFor;
    if (state.ok && state.value.isOver) break;
    await systemClock.sleep(LOOK_MS, limit);
  }
  await close();
  if (signal.aborted) return fail(CANCELLED);
  return fail({ code: 'timeout', message: t('The pod for the claim {0} did not start: {1}', claim, waitsFor) });
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

function helperPod(name: string, { claim, image, isWritable }: ClaimRequest): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'trainyard', 'trainyard.dev/helper': 'claim-files' } },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: LONGEST_LIFE_S,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: [{ name: 'claim', persistentVolumeClaim: { claimName: claim, readOnly: !isWritable } }],
      containers: [
        {
          name: CONTAINER,
          image,
          command: ['sh', '-c', `trap 'exit 0' TERM; sleep ${LONGEST_LIFE_S} & wait`],
          resources: {
            requests: { cpu: '10m', memory: '32Mi' },
            limits: { cpu: '1', memory: '128Mi' },
          },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'claim', mountPath: FOLDER, readOnly: !isWritable }],
        },
      ],
    },
  };
}
