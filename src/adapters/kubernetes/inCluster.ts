import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { KubeContext } from './kubeconfig.ts';

/** Where a pod finds its service account. Source: kubernetes.io, "Accessing the Kubernetes API from a Pod". */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster in which this program itself runs; undefined outside of one. */
export async function inClusterContext(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  isCurrent: boolean,
): Promise<KubeContext | undefined> {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return undefined;
  const tokenFile = join(folder, 'token');
  // Not in a pod, or in one without an account: there is no such context.
  const token = await readFile(tokenFile, 'utf8').catch(() => '');
  if (token === '') return undefined;
  const namespace = (await readFile(join(folder, 'namespace'), 'utf8').catch(() => '')).trim() || 'default';
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    connection: {
      id: 'kube:in-cluster',
      label: 'in-cluster',
      cluster: 'in-cluster',
      user: 'in-cluster',
      server,
      namespace,
      path: folder,
      isCurrent,
      isInsecure: false,
    },
    cluster: {
      name: 'in-cluster',
      server,
      caFile: join(folder, 'ca.crt'),
      isInsecure: false,
      isCompressionDisabled: false,
    },
    user: { name: 'in-cluster', tokenFile },
  };
}
