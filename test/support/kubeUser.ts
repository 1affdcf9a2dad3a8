import assert from 'node:assert/strict';
import { join } from 'node:path';
import { KubeconfigCatalog } from '../../src/adapters/kubernetes/clusterCatalog.ts';
import type { KubeContext } from '../../src/adapters/kubernetes/kubeconfig.ts';

/** The first context of a kubeconfig of the cluster under test. @param user `admin`, `admin-token`, `dev`, `dev-token` or `nobody` */
export async function contextOfUser(user: string): Promise<KubeContext> {
  const file = join(
    process.env['TRAINYARD_TEST_KUBECONFIGS'] ?? assert.fail('no folder of kubeconfigs'),
    `${user}.kubeconfig`,
  );
  const catalog = new KubeconfigCatalog({
    environment: { KUBECONFIG: file },
    homeFolder: '/nowhere',
    extraFiles: () => [],
    workspaceFolders: () => [],
    serviceAccountFolder: '/nowhere',
  });
  const [first] = await catalog.list();
  const context = await catalog.contextOf(first?.id ?? assert.fail(catalog.problems.join('\n')));
  catalog.dispose();
  assert.ok(context.ok, JSON.stringify(context));
  return context.value;
}
