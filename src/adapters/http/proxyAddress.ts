import { BlockList, isIP, isIPv4 } from 'node:net';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { isLoopback } from './isLoopback.ts';

/** Whom a connection shall reach. */
export interface ProxyTarget {
  readonly isTls: boolean;
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/** A proxy in front of a server. */
export interface ProxyAddress {
  readonly kind: 'http' | 'https' | 'socks5';
  readonly host: string;
  readonly port: number;
  readonly login?: { readonly user: string; readonly password: string };
}

const PORTS: ReadonlyMap<string, readonly [ProxyAddress['kind'], number]> = new Map([
  ['http:', ['http', 80] as const],
  ['https:', ['https', 443] as const],
  ['socks5:', ['socks5', 1080] as const],
  ['socks5h:', ['socks5', 1080] as const],
]);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server: its own (proxy-url of a kubeconfig), or that of the environment as for kubectl (HTTPS_PROXY, HTTP_PROXY, NO_PROXY),
 * which never counts for this machine itself. Undefined: none. Failure: `unsupported`, `invalid`.
 */
export function proxyOf(
  proxyUrl: string | undefined,
  address: ProxyTarget,
  environment: Environment,
): Result<ProxyAddress | undefined> {
  if (proxyUrl !== undefined) return parseProxy(proxyUrl);
  if (isLoopback(address.host) || isExcluded(address, valueOf(environment, 'NO_PROXY'))) return ok(undefined);
  const url = valueOf(environment, address.isTls ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (url === '') return ok(undefined);
  return parseProxy(url.includes('://') ? url : `http://${url}`);
}

function parseProxy(text: string): Result<ProxyAddress> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = PORTS.get(url?.protocol ?? '');
  if (url === undefined || known === undefined || url.hostname === '') {
    return fail({
      code: url === undefined || known !== undefined ? 'invalid' : 'unsupported',
      // Not the address itself, which may hold a password.
      message: t('A proxy of the kind {0} is not supported', plainLine(url?.protocol.replace(':', '') || '?')),
      nextStep: t(
        'Use http://, https:// or socks5:// in proxy-url of the cluster, in http.proxy of VS Code or in HTTPS_PROXY.',
      ),
    });
  }
  const [kind, port] = known;
  const login = { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return ok({
    kind,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? port : Number(url.port),
    ...(url.username === '' ? {} : { login }),
  });
}

function valueOf(environment: Environment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || '';
}

/** Source: golang.org/x/net/http/httpproxy, which kubectl uses. */
function isExcluded({ host, port }: ProxyTarget, list: string): boolean {
  return list
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .some((rule) => {
      if (rule === '') return false;
      if (rule === '*') return true;
      if (rule.includes('/')) return isInRange(host, rule);
      const [, name = rule, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? [];
      if (rulePort !== undefined && isIP(rule) === 0 && Number(rulePort) !== port) return false;
      const bare = name.replace(/^\*?\./, '');
      return host === bare ? !/^\*?\./.test(name) : isIP(host) === 0 && host.endsWith(`.${bare}`);
    });
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  if (isIP(host) === 0 || isIP(network) === 0 || isIP(host) !== isIP(network)) return false;
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  const length = Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > (family === 'ipv4' ? 32 : 128)) return false;
  const block = new BlockList();
  block.addSubnet(network, length, family);
  return block.check(host, family);
}
