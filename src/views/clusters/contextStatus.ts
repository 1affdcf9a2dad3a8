import { StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { themeColorOf } from '../../domain/cluster/contextColor.ts';
import { colorIn, markWords, placePath } from '../shared/contextProtection.ts';

/** Context and namespace of the selected row, in the status bar; one with marks has their colour and says them. */
export class ContextStatus implements Disposable {
  readonly #clusters: ClusterHub;
  readonly #item: StatusBarItem;

  constructor(clusters: ClusterHub) {
    this.#clusters = clusters;
    this.#item = window.createStatusBarItem('trainyard.context', StatusBarAlignment.Left, 11);
    this.#item.name = t('Trainyard context');
  }

  async show(subject: ClusterSubject): Promise<void> {
    const connection = (await this.#clusters.list()).find(({ id }) => id === subject.clusterId);
    if (!connection) {
      this.#item.hide();
      return;
    }
    const { label } = connection;
    const namespace = 'namespace' in subject ? subject.namespace : undefined;
    const place = plainLine(placePath(label, namespace));
    const color = colorIn(label);
    const text = [place, ...markWords(label)].join(' · ');
    // `$(` begins an icon in the status bar, and a name from outside must not draw one.
    this.#item.text = `$(server-environment) ${text.replaceAll('$(', '$ (')}`;
    this.#item.color = color === undefined ? undefined : new ThemeColor(themeColorOf(color));
    this.#item.tooltip = t('Selected: {0}. Click to choose the namespaces that are shown.', text);
    this.#item.accessibilityInformation = { label: t('Context {0}', text), role: 'button' };
    const arguments_ = [{ kind: 'cluster', clusterId: subject.clusterId }];
    this.#item.command = {
      command: 'trainyard.clusters.chooseNamespaces',
      title: t('Show namespaces'),
      arguments: arguments_,
    };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
