import { languages, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { systemClock } from '../../domain/base/clock.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { LiveClusters } from '../../domain/cluster/liveClusters.ts';
import { isLiveQuestion, LIVE_CLUSTERS, LIVE_QUESTION } from '../../protocol/liveClusters.ts';

/** Files in which names of a cluster are written. */
const FILES = [{ language: 'yaml' }, { language: 'trainyard' }, { language: 'helm' }];

/** Tells the server what the clusters have that the user is connected to, while somebody looks at files that name it. */
export function followClusters(
  client: LanguageClient,
  clusters: ClusterHub,
): { readonly send: () => void } & Disposable {
  const store = new DisposableStore();
  const live = store.add(new LiveClusters({ clusters, clock: systemClock }));
  let sent = '[]';
  const send = () => {
    const { known } = live;
    const text = JSON.stringify(known);
    if (text === sent || !client.isRunning()) return;
    sent = text;
    void client.sendNotification(LIVE_CLUSTERS, known);
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
  return {
    send: () => {
      // A server that was started again knows nothing.
      sent = '[]';
      send();
    },
    dispose: () => store.dispose(),
  };
}
