import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import { minorIn } from '../language/live/minorIn.ts';
import { liveQuestion } from '../language/live/liveQuestion.ts';
import {
  CLUSTER_SCHEMAS,
  isKeptSchemas,
  isLiveClusters,
  LIVE_CLUSTERS,
  LIVE_QUESTION,
} from '../protocol/liveClusters.ts';
import { ClusterPacks } from './clusterPacks.ts';
import type { FileTools } from './fileTools.ts';
import type { OpenFiles } from './openFiles.ts';
import type { ServerHost } from './serverHost.ts';

/** Questions to clusters wait until nobody types: they are about whole files, and no answer is in a hurry. */
const QUIET_MS = 400;

interface ClusterListener {
  readonly host: ServerHost;
  readonly tools: FileTools;
  readonly files: OpenFiles;
  /** Files must be read anew. */
  readonly schemasChanged: () => void;
  /** Minor version of Kubernetes 1.x that a cluster has. */
  readonly versionHeard: (minor: number | undefined) => void;
}

/** Takes over what connected clusters have, and asks the client for what open manifests name. */
export function followClusters(
  connection: Connection,
  { host, tools, files, schemasChanged, versionHeard }: ClusterListener,
): { readonly filesChanged: () => void } {
  let asked = '';
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const ask = () => {
    const read = files.readManifests.map(({ uri, documents }) => {
      const { kubernetesMinor } = tools.of(uri).manifests.tools;
      // What a cluster has told is asked again, as it may change there.
      return { documents, known: { schemas: tools.ownSchemas, kubernetesMinor } };
    });
    const question = liveQuestion(read);
    const text = JSON.stringify(question);
    if (text === asked) return;
    asked = text;
    void connection.sendNotification(LIVE_QUESTION, question);
  };
  let keptMinor: number | undefined;
  const packs = new ClusterPacks(host);
  let known = '';
  connection.onNotification(CLUSTER_SCHEMAS, async (sent: unknown) => {
    if (!isKeptSchemas(sent)) return;
    keptMinor = minorIn(sent.version);
    versionHeard(tools.live.kubernetesMinor ?? keptMinor);
    const text = JSON.stringify(sent.files);
    if (text === known) return;
    known = text;
    tools.know(await packs.of(sent.files));
    schemasChanged();
  });
  let lenses = '';
  connection.onNotification(LIVE_CLUSTERS, (sent: unknown) => {
    if (!isLiveClusters(sent)) return;
    tools.live.learn(sent);
    versionHeard(tools.live.kubernetesMinor ?? keptMinor);
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
    },
  };
}
