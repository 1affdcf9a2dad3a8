import { type Clock, systemClock } from '../../domain/base/clock.ts';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { ConnectError } from '../http/connectError.ts';
import { isLoopback } from '../http/isLoopback.ts';
import { proxyOf } from '../http/proxyAddress.ts';
import { openTunnel } from '../http/proxyTunnel.ts';
import type { Tunnel } from '../http/serverAgent.ts';
import { clusterAddressOf } from './clusterAddress.ts';
import { PLUGIN_MS } from './credentialPlugin.ts';
import { DEFAULT_LIMITS, HttpsTransport, type TransportLimits } from './httpsTransport.ts';
import type { Impersonation, KubeContext } from './kubeconfig.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { PluginPool } from './pluginCredentials.ts';
import { UserCredentials } from './userCredentials.ts';

export interface TransportOptions {
  /** Runs credential plugins, for all transports. Absent: none is run. */
  readonly plugins?: PluginPool;
  /** The context as its file has it now; asked after a 401. */
  readonly reload?: () => Promise<Result<KubeContext>>;
  /** For HTTPS_PROXY and NO_PROXY; asked for every connection. */
  readonly environment?: () => Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly limits?: TransportLimits;
}

/** Makes the transport of a context; nothing is contacted and nothing is run before its first request. Failure: `invalid`, `unsupported`. */
export function openTransport(context: KubeContext, options: TransportOptions): Result<KubeTransport> {
  const { connection, cluster, user } = context;
  const { clock = systemClock, limits = DEFAULT_LIMITS, environment = () => process.env } = options;
  const address = clusterAddressOf(cluster.server);
  if (!address.ok) return address;
  if (!address.value.isTls && !isLoopback(address.value.host) && !cluster.isInsecure) {
    return fail({
      code: 'invalid',
      message: t('{0} would be spoken to without encryption', cluster.server),
      nextStep: t('Use https, or set insecure-skip-tls-verify for this cluster in the kubeconfig file.'),
    });
  }
  const proxyNow = () => proxyOf(cluster.proxyUrl, address.value, environment());
  const usable = proxyNow();
  if (!usable.ok) return usable;
  const tunnel: Tunnel = async (onSocket) => {
    const proxy = proxyNow();
    if (!proxy.ok) throw new ConnectError(proxy.failure);
    return proxy.value && (await openTunnel(proxy.value, address.value, onSocket));
  };
  const plugins =
    options.plugins ?? new PluginPool({ mayRun: async () => false, clock, environment, timeoutMs: PLUGIN_MS });
  const credentials = new UserCredentials(context, { clock, plugins, reload: options.reload });
  const headers = user.impersonation ? impersonationHeaders(user.impersonation) : {};
  // Node would throw while sending.
  const isSendable = Object.values(headers)
    .flat()
    .every((value) => /^[\x20-\x7e]*$/.test(value));
  if (!isSendable) {
    return fail({
      code: 'invalid',
      message: t('The names in as, as-groups, as-uid or as-user-extra hold characters that cannot be sent'),
      nextStep: t('Correct the user {0} in the kubeconfig file.', plainLine(user.name)),
    });
  }
  const parts = { connection, cluster, address: address.value, credentials, headers, tunnel, limits, clock };
  return ok(new HttpsTransport(parts));
}

/** Source: kubernetes.io, "User impersonation". */
function impersonationHeaders({ user, groups, uid, extra }: Impersonation): Record<string, string | string[]> {
  const headers = new Map<string, string | string[]>([['Impersonate-User', user]]);
  if (groups.length > 0) headers.set('Impersonate-Group', [...groups]);
  if (uid !== undefined) headers.set('Impersonate-Uid', uid);
  for (const [key, values] of extra) headers.set(`Impersonate-Extra-${encodeURIComponent(key)}`, [...values]);
  return Object.fromEntries(headers);
}
