// @ts-check
// A proxy in front of a server of the test bed: with TLS, or with the shape of DagsHub.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { runningRecord, startDaemon, stopDaemon } from '../daemon.mjs';
import { freePort } from '../freePort.mjs';
import { runCommand } from '../runCommand.mjs';
import { withLock } from '../withLock.mjs';
import { endsWithParent } from './endsWithParent.mjs';

/**
 * @typedef {object} Front
 * @property {string} url
 * @property {string} ca The file of the certificate to trust; of use with TLS alone.
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop
 */

/** The repository that the front with the shape of DagsHub has. */
export const dagshubRepository = { owner: 'me', name: 'digits', token: 'trainyard-testbed-token' };

/**
 * @param {object} options
 * @param {'tls' | 'dagshub'} options.kind
 * @param {string} options.target Address of the server behind, without a path.
 * @param {string} options.stateDir
 * @param {boolean} [options.outlive] It goes on when this process ends.
 * @returns {Promise<Front>}
 */
export async function startFront({ kind, target, stateDir, outlive = false }) {
  const folder = join(resolve(stateDir), `mlflow-${kind}`);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  return await withLock(`${folder}.lock`, async () => {
    // One before another server is of no use.
    if (runningRecord(folder)?.facts['target'] !== target) await stopDaemon(folder);
    const running = runningRecord(folder);
    const port = await freePort();
    const url = running
      ? String(running.facts['url'])
      : `${kind === 'tls' ? 'https://localhost' : 'http://127.0.0.1'}:${port}`;
    if (!running) {
      mkdirSync(folder, { recursive: true });
      if (kind === 'tls') await makeCertificate(key, cert);
      const shape = kind === 'tls' ? { tls: { key, cert } } : { dagshub: { ...dagshubRepository, url } };
      const program = [
        process.execPath,
        join(import.meta.dirname, 'front.mjs'),
        JSON.stringify({ port, target, ...shape }),
      ];
      const [command = '', ...args] = outlive ? program : endsWithParent(program);
      const facts = { url, target };
      await startDaemon({ dir: folder, command, args, env: process.env, facts, ready: () => answers(port, kind) });
    }
    return { url, ca: cert, stop: async (options) => await stopDaemon(folder, options) };
  });
}

/**
 * @param {string} key
 * @param {string} cert
 */
async function makeCertificate(key, cert) {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert];
  await runCommand('openssl', [...make, '-days', '30', '-subj', '/CN=trainyard-testbed', '-addext', names]);
}

/**
 * @param {number} port
 * @param {'tls' | 'dagshub'} kind
 */
async function answers(port, kind) {
  try {
    if (kind === 'tls') {
      const socket = connect({ port, host: '127.0.0.1' });
      await once(socket, 'connect');
      socket.destroy();
      return true;
    }
    const authorization = `Bearer ${dagshubRepository.token}`;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/user`, { headers: { authorization } });
    return response.status === 200;
  } catch {
    // Not listening yet; the wait has its own end.
    return false;
  }
}
