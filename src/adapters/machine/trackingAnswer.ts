import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { TrackingAnswer } from '../../domain/deploy/preflightCheck.ts';
import { MACHINE_NAME } from '../../domain/deploy/trackingInside.ts';
import { isListening } from '../process/isListening.ts';

/** Milliseconds: this machine answers itself at once, and a start must not wait for one that does not. */
const LIMIT_MS = 1500;
/** Of MLflow since 3.5, to a name that is not among its `--allowed-hosts`. Source: mlflow/server/security_utils.py. */
const REFUSED = 'Invalid Host header';

/**
 * How a tracking server of this machine answers. Only what Linux does itself is judged: the containers of Docker Desktop reach what listens at
 * `localhost` too. The server is asked for its experiments without a login, so that nothing of a password is sent.
 */
export async function trackingAnswer(server: URL): Promise<TrackingAnswer> {
  const port = Number(server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : server.port);
  const host = server.hostname.replace(/^\[|\]$/g, '');
  if (!(await isOpen(host, port))) return 'closed';
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  const others = await Promise.all(addresses.map(async ({ address }) => await isOpen(address, port)));
  if (process.platform === 'linux' && others.length > 0 && !others.includes(true)) return 'loopbackOnly';
  return server.protocol === 'http:' && (await refusesName(server, host, port)) ? 'nameRefused' : 'answers';
}

const isOpen = (host: string, port: number) => isListening({ host, port, timeoutMs: LIMIT_MS });

function refusesName(server: URL, host: string, port: number): Promise<boolean> {
  const path = `${server.pathname.replace(/\/$/, '')}/api/2.0/mlflow/experiments/search?max_results=1`;
  return new Promise((resolve) => {
    const asked = request(
      { host, port, path, timeout: LIMIT_MS, headers: { host: `${MACHINE_NAME}:${port}` } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text = (text + chunk).slice(0, REFUSED.length * 4)));
        answer.on('close', () => resolve(answer.statusCode === 403 && text.includes(REFUSED)));
      },
    );
    asked.on('timeout', () => asked.destroy());
    // Whatever else is wrong with it is said by what records there.
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
