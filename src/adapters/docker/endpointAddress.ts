import { t } from '../../domain/base/text.ts';
import type { EngineEndpoint, EngineTls } from '../../domain/engines/engine.ts';

const TCP_PORT = 2375;
const TLS_PORT = 2376;

/**
 * Reads an address as DOCKER_HOST and contexts write it: `unix://`, `npipe://`, `tcp://`, `http://`, `https://`, `ssh://`, or `host:port`.
 * What cannot be read becomes an `invalid` endpoint with the reason.
 *
 * @param tls the certificates that belong to it, when TLS was asked for
 */
export function endpointOf(address: string, tls?: EngineTls): EngineEndpoint {
  const text = address.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? text : text.slice(scheme.length + 3);
  switch (scheme) {
    case 'unix':
      return rest.startsWith('/')
        ? { kind: 'unix', path: rest }
        : invalid(address, t('The path of a socket starts with /'));
    case 'npipe':
      return rest === ''
        ? invalid(address, t('The name of the pipe is missing'))
        : { kind: 'npipe', path: pipePath(rest) };
    case 'ssh':
      return sshEndpoint(text, address);
    case 'tcp':
    case 'http':
    case 'https':
    case undefined:
      return tcpEndpoint(rest, address, scheme === 'https' ? (tls ?? { skipVerify: false }) : tls);
    default:
      return invalid(address, t('Addresses that start with {0}:// are not known', scheme));
  }
}

/** `////./pipe/docker_engine` in contexts, `\\.\pipe\docker_engine` on screen. */
function pipePath(rest: string): string {
  return `//${rest.replaceAll('\\', '/').replace(/^\/+/, '')}`;
}

function tcpEndpoint(rest: string, address: string, tls: EngineTls | undefined): EngineEndpoint {
  let url: URL;
  try {
    url = new URL(`tcp://${rest}`);
  } catch {
    // The reason of URL is always the same word; ours says what is expected.
    return invalid(address, t('Expected host:port'));
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') return invalid(address, t('The host is missing'));
  const port = url.port === '' ? (tls ? TLS_PORT : TCP_PORT) : Number(url.port);
  return { kind: 'tcp', host, port, ...(tls ? { tls } : {}) };
}

function sshEndpoint(text: string, address: string): EngineEndpoint {
  let url: URL;
  let user: string;
  let socketPath: string;
  try {
    url = new URL(text);
    user = decodeURIComponent(url.username);
    socketPath = decodeURIComponent(url.pathname);
  } catch {
    return invalid(address, t('Expected ssh://user@host:port'));
  }
  if (url.password !== '') return invalid(address, t('A password in the address is not supported: use a key'));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Letters that no host or user name has, and a leading dash, would be read by ssh in another way than meant.
  if (!/^[\w.:%-]+$/.test(host) || host.startsWith('-')) return invalid(address, t('The host is not a valid name'));
  if (user !== '' && (!/^[\w.@\\+-]+$/.test(user) || user.startsWith('-'))) {
    return invalid(address, t('The user is not a valid name'));
  }
  // The shell of the other machine reads it.
  if (!/^[\w./:@%+=,-]*$/.test(socketPath)) return invalid(address, t('The path of the socket is not a plain one'));
  return {
    kind: 'ssh',
    destination: user === '' ? host : `${user}@${host}`,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(socketPath.length > 1 ? { socketPath } : {}),
  };
}

function invalid(address: string, reason: string): EngineEndpoint {
  return { kind: 'invalid', address, reason };
}

/** Equal for two endpoints that lead to the same engine in the same way. */
export function endpointKey(endpoint: EngineEndpoint): string {
  return JSON.stringify(endpoint);
}
