type Environment = Readonly<Record<string, string | undefined>>;

/** VS Code's settings about proxies. Source: its documentation, "Network Connections in Visual Studio Code". */
export interface ProxySettings {
  /** `http.proxy`; empty: none is set. */
  readonly proxy: string;
  /** `http.noProxy` */
  readonly noProxy: readonly string[];
  /** `http.proxySupport`; with `off` extensions do not use the proxy of the settings. */
  readonly support: string;
}

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/**
 * The environment with the proxy of VS Code in place of its own, for connections and for programs that make some: both then take the same way.
 * Who is reached without a proxy is what either of them says.
 */
export function proxyEnvironment({ proxy, noProxy, support }: ProxySettings, environment: Environment): Environment {
  if (support === 'off') return environment;
  const changes = new Map<string, string>();
  if (proxy !== '') for (const name of PROXIES) changes.set(name, proxy);
  const before = environment['NO_PROXY'] || environment['no_proxy'] || '';
  if (noProxy.length > 0) changes.set('NO_PROXY', [...noProxy, before].filter((rule) => rule !== '').join(','));
  if (changes.size === 0) return environment;
  // In small letters they mean the same, and which of both counts differs between programs.
  const kept = Object.entries(environment).filter(([name]) => !changes.has(name.toUpperCase()));
  return Object.fromEntries([...kept, ...changes]);
}
