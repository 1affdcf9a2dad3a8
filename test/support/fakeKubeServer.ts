import type { FakeKube } from './fakeKube.ts';
import type { Certificate } from './certificates.ts';
import { KubeServer } from './kubeServer.ts';

/** A fake API server behind a real port. */
export async function serveFakeKube(fake: FakeKube, certificate?: Certificate): Promise<KubeServer> {
  return KubeServer.start(({ url }, response) => {
    const close = new AbortController();
    response.on('close', () => close.abort());
    fake.answer(url.pathname, url.searchParams, {
      head: (status, headers) => {
        response.writeHead(status, headers);
        response.flushHeaders();
      },
      write: (text) => response.write(text),
      end: () => response.end(),
      cut: () => response.socket?.resetAndDestroy(),
      closed: close.signal,
    });
  }, certificate);
}
