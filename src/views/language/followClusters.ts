import { languages, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { setting } from '../../adapters/vscode/settings.ts';
import { systemClock } from '../../domain/base/clock.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { LiveClusters } from '../../domain/cluster/liveClusters.ts';
import type { SchemaStore } from '../../domain/cluster/schemaStore.ts';
import { CLUSTER_SCHEMAS, isLiveQuestion, LIVE_CLUSTERS, LIVE_QUESTION } from '../../protocol/liveClusters.ts';

/** Files in which names of a cluster are written. */
const FILES = [{ language: 'yaml' }, { language: 'trainyard' }, { language: 'helm' }];

export interface ClusterParts {
  readonly clusters: ClusterHub;
  /** Where schemas of clusters are kept. */
  readonly loadSchemas: () => Promise<SchemaStore>;
}

/** Tells the server what the clusters have that the user is connected to, while somebody looks at files that name it. */
export function followClusters(
  client: LanguageClient,
  { clusters, loadSchemas }: ClusterParts,
): { readonly send: () => void } & Disposable {
  const store = new DisposableStore();
  const schemas = async () => (setting('trainyard.lint.clusterSchemas') ? await loadSchemas() : undefined);
  const live = store.add(new LiveClusters({ clusters, clock: systemClock, schemas }));
  const sent = new Map<string, string>();
  const sendNew = (name: string, value: unknown) => {
    const text = JSON.stringify(value);
    if (text === sent.get(name) || !client.isRunning()) return;
    sent.set(name, text);
    void client.sendNotification(name, value);
  };
  const send = () => {
    const { schemas: kept, known } = live;
    if (kept) sendNew(CLUSTER_SCHEMAS, kept);
    if (known.length > 0 || sent.has(LIVE_CLUSTERS)) sendNew(LIVE_CLUSTERS, known);
  };
  const look = () => {
    const isSeen = window.visibleTextEditors.some(({ document }) => languages.match(FILES, document) > 0);
    live.setLookedAt(window.state.focused && isSeen);
  };
  store.add(live.onDidChange(send));
  store.add(
    client.onNotification(LIVE_QUESTION, (asked: unknown) => {
      if (isLiveQuestion(asked)) live.ask(asked);
    }),
  );
  store.add(window.onDidChangeVisibleTextEditors(look));
  store.add(window.onDidChangeWindowState(look));
  look();
  void live.start();
  return {
    send: () => {
      // A server that was started again knows nothing.
      sent.clear();
      send();
    },
    dispose: () => store.dispose(),
  };
}
