// The language server in a worker of a browser. It waits for the schemas, because a worker has no folder that it could read them from.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { BROWSER_READY, type BrowserStart, isBrowserStart } from '../../protocol/browserServer.ts';
import { serve } from '../serve.ts';
import { browserHost } from './browserHost.ts';

// The library types of pages and of workers exclude each other, and of the worker's global object no more is used.
declare const self: Worker;

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => void begin(data), { once: true });

async function begin(data: unknown): Promise<void> {
  if (!isBrowserStart(data)) throw new Error('the first message must bring the schemas');
  await listen(data);
  self.postMessage(BROWSER_READY, []);
}

async function listen(start: BrowserStart): Promise<void> {
  const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
  serve(connection, await browserHost(start, connection));
}
