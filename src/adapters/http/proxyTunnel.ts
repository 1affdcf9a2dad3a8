import { connect as connectNet, isIP, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates } from 'node:tls';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { codeOf, ConnectError } from './connectError.ts';
import type { ProxyAddress, ProxyTarget } from './proxyAddress.ts';

/** Longest head of a proxy's answer, in bytes. */
const LONGEST_HEAD = 16 * 1024;

/**
 * A connection to a server through a proxy, before TLS. Who waits sets the limit in time and destroys the socket, which `onSocket`
 * gives as soon as it is there. Throws `ConnectError`.
 */
export async function openTunnel(
  proxy: ProxyAddress,
  target: Pick<ProxyTarget, 'host' | 'port'>,
  onSocket: (socket: Socket) => void,
): Promise<Socket> {
  const socket = dial(proxy);
  onSocket(socket);
  try {
    await opened(socket, proxy.kind === 'https' ? 'secureConnect' : 'connect');
    await (proxy.kind === 'socks5' ? socks(socket, proxy, target) : httpConnect(socket, proxy, target));
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof ConnectError) throw error;
    throw proxyError(proxy, error instanceof Error ? plainLine(error.message || codeOf(error)) : String(error));
  }
}

function dial({ kind, host, port }: ProxyAddress): Socket {
  if (kind !== 'https') return connectNet({ host, port });
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({
    host,
    port,
    ...name,
    ca: [...getCACertificates('default'), ...getCACertificates('system')],
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
  });
}

function opened(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once(event, () => {
      socket.off('error', reject);
      // Errors from now on come out of the reads, or belong to whoever gets the socket.
      socket.on('error', () => socket.destroy());
      resolve();
    });
  });
}

async function httpConnect(
  socket: Socket,
  proxy: ProxyAddress,
  { host, port }: Pick<ProxyTarget, 'host' | 'port'>,
): Promise<void> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const login = proxy.login && Buffer.from(`${proxy.login.user}:${proxy.login.password}`).toString('base64');
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(login ? [`Proxy-Authorization: Basic ${login}`] : []),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let head = '';
  while (!head.includes('\r\n\r\n')) {
    if (head.length > LONGEST_HEAD) throw proxyError(proxy, t('its answer is not HTTP'));
    // Byte by byte, because what follows the head belongs to the server behind.
    head += (await take(socket, 1)).toString('latin1');
  }
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === 407) throw loginError(proxy);
  if (status !== 200) throw proxyError(proxy, plainLine(head.split('\r\n')[0] ?? ''));
}

const SOCKS = 5;
const NO_LOGIN = 0;
const PASSWORD = 2;
const BY_NAME = 3;
/** What the codes of RFC 1928 mean. */
const REPLIES = ['', 'general failure', 'not allowed', 'network unreachable', 'host unreachable', 'connection refused'];

/** RFC 1928 and 1929. Names are resolved by the proxy. */
async function socks(
  socket: Socket,
  proxy: ProxyAddress,
  { host, port }: Pick<ProxyTarget, 'host' | 'port'>,
): Promise<void> {
  socket.write(Buffer.from(proxy.login ? [SOCKS, 2, NO_LOGIN, PASSWORD] : [SOCKS, 1, NO_LOGIN]));
  const [version, method] = await take(socket, 2);
  if (version !== SOCKS) throw proxyError(proxy, t('its answer is not SOCKS 5'));
  if (method === PASSWORD && proxy.login) {
    const [user, password] = [Buffer.from(proxy.login.user), Buffer.from(proxy.login.password)];
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
    if ((await take(socket, 2))[1] !== 0) throw loginError(proxy);
  } else if (method !== NO_LOGIN) throw loginError(proxy);
  const name = Buffer.from(host);
  socket.write(
    Buffer.concat([Buffer.from([SOCKS, 1, 0, BY_NAME, name.length]), name, Buffer.from([port >> 8, port & 255])]),
  );
  const [, reply = 1, , kind] = await take(socket, 4);
  if (reply !== 0) throw proxyError(proxy, REPLIES[reply] ?? `SOCKS ${reply}`);
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await take(socket, 1))[0] ?? 0);
  await take(socket, length + 2);
}

/** Exactly so many bytes. */
async function take(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(count);
    if (Buffer.isBuffer(bytes) && bytes.length === count) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error(t('it closed the connection'));
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const event of ['readable', 'end', 'close']) socket.off(event, done);
        resolve();
      };
      for (const event of ['readable', 'end', 'close']) socket.once(event, done);
    });
  }
}

function proxyError({ host, port }: ProxyAddress, detail: string): ConnectError {
  return new ConnectError({
    code: 'unreachable',
    message: t('The proxy {0} does not lead on: {1}', `${host}:${port}`, detail),
    nextStep: t(
      'Check proxy-url of the cluster in the kubeconfig file, http.proxy of VS Code, or HTTPS_PROXY and NO_PROXY.',
    ),
    detail,
  });
}

function loginError({ host, port }: ProxyAddress): ConnectError {
  return new ConnectError({
    code: 'unauthorized',
    message: t('The proxy {0} wants a user name and a password', `${host}:${port}`),
    nextStep: t('Write them into the address of the proxy: http://user:password@host:port'),
  });
}
