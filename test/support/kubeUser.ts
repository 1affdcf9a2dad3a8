// Contexts and clusters as the extension has them, of kubeconfig files of the cluster under test.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { KubeconfigCatalog } from '../../src/adapters/kubernetes/clusterCatalog.ts';
import type { KubeContext } from '../../src/adapters/kubernetes/kubeconfig.ts';
import { openCluster } from '../../src/adapters/kubernetes/kubernetesCluster.ts';
import { ok } from '../../src/domain/base/failure.ts';
import type { Cluster } from '../../src/domain/cluster/ports.ts';

/** What a kubeconfig file has, and nothing of this machine. */
export function catalogOf(kubeconfig: string): KubeconfigCatalog {
  return new KubeconfigCatalog({
    environment: { KUBECONFIG: kubeconfig },
    homeFolder: '/nowhere',
    extraFiles: () => [],
    workspaceFolders: () => [],
    serviceAccountFolder: '/nowhere',
  });
}

/** The first context of a kubeconfig file. */
export async function contextOf(kubeconfig: string): Promise<KubeContext> {
  const catalog = catalogOf(kubeconfig);
  const [first] = await catalog.list();
  const context = await catalog.contextOf(first?.id ?? assert.fail(`no context: ${catalog.problems.join('\n')}`));
  catalog.dispose();
  assert.ok(context.ok, JSON.stringify(context));
  return context.value;
}

/** The context of the administrator of the cluster under test. */
export function clusterContext(): Promise<KubeContext> {
  return contextOf(process.env['TRAINYARD_TEST_KUBECONFIG'] ?? assert.fail('no kubeconfig'));
}

/** The first context of a kubeconfig of the cluster under test. @param user `admin`, `admin-token`, `dev`, `dev-token` or `nobody` */
export function contextOfUser(user: string): Promise<KubeContext> {
  const folder = process.env['TRAINYARD_TEST_KUBECONFIGS'] ?? assert.fail('no folder of kubeconfigs');
  return contextOf(join(folder, `${user}.kubeconfig`));
}

/** What the extension opens for a context. */
export async function openedCluster(context: KubeContext): Promise<Cluster> {
  const opened = await openCluster({ contextOf: async () => ok(context) }, context.connection);
  assert.ok(opened.ok, JSON.stringify(opened));
  return opened.value;
}
