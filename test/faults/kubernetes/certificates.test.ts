// A22: certificates that are renewed, expire, change their name or their authority while somebody is connected.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Server as TlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import { type Certificate, TestAuthority } from '../../support/certificates.ts';
import { answerJson, kubeContext, KubeServer } from '../../support/kubeServer.ts';

const signal = new AbortController().signal;

describe('certificates that change', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-certificates-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says what is wrong with each, never connects, and connects again when it is right', async () => {
    const [own, other] = [new TestAuthority(folder, 'own'), new TestAuthority(folder, 'other')];
    const sound = own.issue(['DNS:localhost']);
    const server = await KubeServer.start((_received, response) => answerJson(response, {}), sound);
    const caFile = join(folder, 'trusted.pem');
    copyFileSync(own.ca, caFile);
    let now = 0;
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const opened = openTransport(kubeContext({ server: server.url(), caFile }, { token: 'secret' }), { clock });
    assert.ok(opened.ok);
    const use = ({ cert, key }: Certificate): void => {
      assert.ok(server.http instanceof TlsServer);
      server.http.setSecureContext({ cert: readFileSync(cert), key: readFileSync(key) });
      server.cut();
      now += 60_000;
    };
    const ask = async (): Promise<string> => {
      const answer = await opened.value.json({ method: 'GET', path: '/', signal });
      return answer.ok ? 'connected' : answer.failure.message.replace(/localhost:\d+/, 'it');
    };
    assert.equal(await ask(), 'connected');
    use(own.issue(['DNS:localhost']));
    assert.equal(await ask(), 'connected');
    const before = server.received.length;
    use(own.issue(['DNS:localhost'], { days: 0 }));
    assert.equal(await ask(), 'The certificate of it is expired or not valid yet');
    use(own.issue(['DNS:elsewhere.example']));
    assert.equal(await ask(), 'The certificate of it is made out to another name');
    const replaced = other.issue(['DNS:localhost']);
    use(replaced);
    assert.equal(await ask(), 'The certificate of it is not signed by the authority that this context trusts');
    assert.equal(server.received.length, before, 'a request was sent without trust');
    copyFileSync(other.ca, caFile);
    now += 60_000;
    assert.equal(await ask(), 'connected');
    opened.value.dispose();
    await server.stop();
  });
});
