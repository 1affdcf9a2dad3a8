import type { Connection } from 'vscode-languageserver';
import { type BrowserStart, isFileText, READ_FILE } from '../../protocol/browserServer.ts';
import type { ServerHost } from '../serverHost.ts';

/** A worker of a browser: schemas come with the first message, and files of the workspace from the client. */
export async function browserHost(start: BrowserStart, connection: Connection): Promise<ServerHost> {
  const parts = [start.schemas, start.schemaTexts, start.fieldTrees];
  const [schemas = '', schemaTexts = '', fieldTrees = ''] = await Promise.all(parts.map(inflate));
  return {
    schemas: () => schemas,
    schemaTexts: () => schemaTexts,
    fieldTrees: () => fieldTrees,
    textOf: async (uri, mostBytes) => {
      const answer: unknown = await connection.sendRequest(READ_FILE, uri);
      if (!isFileText(answer)) return undefined;
      // Characters are as good as bytes here: the limit keeps giants away.
      return mostBytes !== undefined && answer.text.length > mostBytes ? undefined : answer.text;
    },
    // A browser shows no paths, and nothing of clusters.
    textOfFile: async () => await Promise.resolve(undefined),
    pathOf: () => undefined,
    nearOf: () => undefined,
    turn: nextTurn,
  };
}

async function inflate(bytes: ArrayBuffer): Promise<string> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/** A message to itself comes behind those that have arrived; a timer would wait for four milliseconds. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const arrived = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', arrived, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}
