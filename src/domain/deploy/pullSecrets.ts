import { SECRET_KIND, SERVICE_ACCOUNT_KIND } from '../cluster/knownKinds.ts';
import type { ClusterReader } from '../cluster/ports.ts';
import type { PullSecret } from '../images/registryImage.ts';
import type { KubernetesChoices } from './kubernetesChoices.ts';
import { fieldOf, listOf, textOf } from './plainData.ts';

const CONFIG = '.dockerconfigjson';

/** The Secrets that the pods of a start pull with: those of the start, and those of their account. Contents only where they may be read. */
export async function readPullSecrets(
  reader: Pick<ClusterReader, 'get'>,
  namespace: string,
  { pullSecrets = [], serviceAccount = 'default' }: Pick<KubernetesChoices, 'pullSecrets' | 'serviceAccount'>,
  signal: AbortSignal,
): Promise<readonly PullSecret[]> {
  const account = await reader.get({ resource: SERVICE_ACCOUNT_KIND, namespace, name: serviceAccount }, signal);
  const named = account.ok ? fieldOf(account.value, 'imagePullSecrets') : undefined;
  const ofAccount = listOf(named).flatMap((one) => textOf(fieldOf(one, 'name')) ?? []);
  const names = Array.from(new Set([...pullSecrets, ...ofAccount]));
  return await Promise.all(
    names.map(async (name) => {
      const secret = await reader.get({ resource: SECRET_KIND, namespace, name }, signal);
      const config = secret.ok ? fieldOf(secret.value, 'data', CONFIG) : undefined;
      return typeof config === 'string' ? { name, config } : { name };
    }),
  );
}
