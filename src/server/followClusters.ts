import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import { liveQuestion } from '../language/live/liveQuestion.ts';
import { isLiveClusters, LIVE_CLUSTERS, LIVE_QUESTION } from '../protocol/liveClusters.ts';
import type { FileTools } from './fileTools.ts';
import type { OpenFiles } from './openFiles.ts';

/** Questions to clusters wait until nobody types: they are about whole files, and no answer is in a hurry. */
const QUIET_MS = 400;

/** Takes over what connected clusters have, and asks the client for what open manifests name. */
export function followClusters(
  connection: Connection,
  { tools, files }: { readonly tools: FileTools; readonly files: OpenFiles },
): { readonly filesChanged: () => void } {
  let asked = '';
  let waiting: NodeJS.Timeout | undefined;
  const ask = () => {
    const read = files.readManifests.map(({ uri, documents }) => ({ documents, known: tools.of(uri).manifests.tools }));
    const question = liveQuestion(read);
    const text = JSON.stringify(question);
    if (text === asked) return;
    asked = text;
    void connection.sendNotification(LIVE_QUESTION, question);
  };
  let lenses = '';
  connection.onNotification(LIVE_CLUSTERS, (sent: unknown) => {
    if (!isLiveClusters(sent)) return;
    tools.live.learn(sent);
    const shown = JSON.stringify(sent.map(({ clusterId, waiting: objects }) => [clusterId, objects]));
    if (shown === lenses) return;
    lenses = shown;
    // A client that cannot refresh them asks again with the next change.
    connection
      .sendRequest(CodeLensRefreshRequest.type)
      .catch((error: unknown) => connection.console.log(`lenses were not refreshed: ${String(error)}`));
  });
  return {
    filesChanged: () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, QUIET_MS);
      waiting.unref();
    },
  };
}
