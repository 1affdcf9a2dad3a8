import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { trackingAnswer } from '../../../../src/adapters/machine/trackingAnswer.ts';

/** A fake, for what a real server does only when it is set up badly. */
async function listen(host: string, refuses: boolean): Promise<Server> {
  const server = createServer((asked, answer) => {
    const isRefused = refuses && asked.headers.host?.startsWith('host.docker.internal') === true;
    answer.writeHead(isRefused ? 403 : 200).end(isRefused ? 'Invalid Host header - possible attack' : '{}');
  });
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

describe('how a tracking server of this machine answers', () => {
  const servers: Server[] = [];
  const answerOf = async (host: string, refuses = false) => {
    const server = await listen(host, refuses);
    servers.push(server);
    return await trackingAnswer(new URL(`http://localhost:${portOf(server)}`));
  };
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('answers containers where it listens everywhere', async () => assert.equal(await answerOf('0.0.0.0'), 'answers'));

  it('may refuse the name that containers call it by', async () =>
    assert.equal(await answerOf('0.0.0.0', true), 'nameRefused'));

  it('may listen for this machine alone', async function () {
    const isOnline = Object.values(networkInterfaces()).some((all) =>
      all?.some(({ internal, family }) => !internal && family === 'IPv4'),
    );
    if (process.platform !== 'linux' || !isOnline) this.skip();
    assert.equal(await answerOf('127.0.0.1'), 'loopbackOnly');
  });

  it('may not be there', async () => {
    const server = await listen('127.0.0.1', false);
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    assert.equal(await trackingAnswer(new URL(`http://127.0.0.1:${port}`)), 'closed');
  });
});
