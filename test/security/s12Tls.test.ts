// S12: certificates are checked, whatever the environment says; only a docker context or a kubeconfig can ask for less, for its own server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as openModule from '../../src/adapters/kubernetes/openTransport.ts';
import type * as transportModule from '../../src/adapters/docker/transport.ts';
import type { EngineTls } from '../../src/domain/engines/engine.ts';
import { kubeContext } from '../support/kubeServer.ts';
import { describeRule, loadFrom } from './mutants.ts';

const folder = mkdtempSync(join(tmpdir(), 'trainyard-tls-'));
const file = (name: string) => join(folder, name);

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', [...args], { cwd: folder, stdio: 'pipe' });
}

/** A certificate authority, and a certificate for localhost that is sound, or for another name, or out of date. */
function makeCertificates(): void {
  for (const name of ['ca', 'other'])
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
    );
  const leaf = (name: string, host: string, ca: string, ...days: readonly string[]) => {
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${ca}.pem`,
      '-CAkey',
      `${ca}.key`,
      '-CAcreateserial',
      '-out',
      `${name}.pem`,
      '-copy_extensions',
      'copy',
      ...days,
    );
  };
  leaf('sound', 'localhost', 'ca', '-days', '2');
  leaf('wrong-name', 'elsewhere.example', 'ca', '-days', '2');
  leaf('wrong-ca', 'localhost', 'other', '-days', '2');
  leaf('expired', 'localhost', 'ca', '-days', '-1');
}

async function withServer(name: string, work: (port: number) => Promise<void>): Promise<void> {
  const server: Server = createServer(
    { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) },
    (_request, response) => {
      response
        .setHeader('Content-Type', 'application/json')
        .end('{"ApiVersion":"1.45","MinAPIVersion":"1.24","Version":"1"}');
    },
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const address = server.address();
    await work(typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('S12 TLS', function () {
  this.timeout(60_000);
  const before_ = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  before(() => makeCertificates());
  beforeEach(() => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  afterEach(() => {
    if (before_ === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before_;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describeRule(
    'an engine with a wrong, foreign, expired or self-made certificate is refused, also when Node is told not to look',
    async (src) => {
      const { Transport } = await loadFrom<typeof transportModule>(src, 'adapters/docker/transport.ts');
      const connects = async (name: string, tls: EngineTls) => {
        let isOk = false;
        await withServer(name, async (port) => {
          const transport = new Transport({ kind: 'tcp', host: 'localhost', port, tls });
          const answer = await transport.json({ method: 'GET', path: '/info', signal: new AbortController().signal });
          isOk = answer.ok;
          transport.dispose();
        });
        return isOk;
      };
      const strict = { caPath: file('ca.pem'), skipVerify: false };
      assert.equal(await connects('sound', strict), true, 'a sound certificate is accepted');
      for (const name of ['wrong-name', 'wrong-ca', 'expired']) assert.equal(await connects(name, strict), false, name);
      assert.equal(await connects('sound', { skipVerify: false }), false, 'a certificate of an unknown authority');
      assert.equal(
        await connects('wrong-ca', { skipVerify: true }),
        true,
        'a context that says skip-tls-verify is obeyed',
      );
    },
    [
      {
        what: 'left to the environment',
        file: 'adapters/docker/engineAgent.ts',
        from: 'rejectUnauthorized: !files.skipVerify,',
        to: '...(files.skipVerify ? { rejectUnauthorized: false } : {}),',
      },
      {
        what: 'never checked',
        file: 'adapters/docker/engineAgent.ts',
        from: 'rejectUnauthorized: !files.skipVerify,',
        to: 'rejectUnauthorized: false,',
      },
      {
        what: 'the name not sent and not checked',
        file: 'adapters/docker/engineAgent.ts',
        from: '...(isIP(host) === 0 ? { servername: host } : {}),',
        to: 'checkServerIdentity: () => undefined,',
      },
    ],
  );

  describeRule(
    'an API server with a wrong, foreign, expired or self-made certificate is refused and gets no token, also when Node is told not to look',
    async (src) => {
      const { openTransport } = await loadFrom<typeof openModule>(src, 'adapters/kubernetes/openTransport.ts');
      const connects = async (name: string, cluster: { readonly caFile?: string; readonly isInsecure?: boolean }) => {
        let isOk = false;
        await withServer(name, async (port) => {
          const context = kubeContext({ server: `https://localhost:${port}`, ...cluster }, { token: 'secret' });
          const opened = openTransport(context, { environment: () => ({}) });
          assert.ok(opened.ok);
          const signal = new AbortController().signal;
          const answer = await opened.value.json({ method: 'GET', path: '/version', signal });
          const socket = await opened.value.socket({ path: '/exec', query: {}, protocols: [] }, signal);
          isOk = answer.ok;
          const isTrusted = socket.ok || !/certificate/.test(socket.failure.message);
          assert.equal(isTrusted, isOk, 'WebSockets are as strict as requests');
          opened.value.dispose();
        });
        return isOk;
      };
      const strict = { caFile: file('ca.pem') };
      assert.equal(await connects('sound', strict), true, 'a sound certificate is accepted');
      for (const name of ['wrong-name', 'wrong-ca', 'expired']) assert.equal(await connects(name, strict), false, name);
      assert.equal(await connects('sound', {}), false, 'a certificate of an unknown authority');
      assert.equal(await connects('wrong-ca', { isInsecure: true }), true, 'insecure-skip-tls-verify is obeyed');
    },
    [
      {
        what: 'left to the environment',
        file: 'adapters/http/serverAgent.ts',
        from: 'rejectUnauthorized: !isInsecure,',
        to: '...(isInsecure ? { rejectUnauthorized: false } : {}),',
      },
      {
        what: 'the name not checked',
        file: 'adapters/http/serverAgent.ts',
        from: "ALPNProtocols: ['http/1.1'],",
        to: 'checkServerIdentity: () => undefined,',
      },
    ],
  );
});
