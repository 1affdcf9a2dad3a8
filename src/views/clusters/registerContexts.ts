import type { TreeView } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import { onDidChangeSetting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail } from '../../domain/base/failure.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { ClusterSubject } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { ContextMarks } from '../../domain/cluster/clusterNode.ts';
import { colorIn, protectionIn } from '../shared/contextProtection.ts';
import { registerRowMarks } from '../shared/rowMarks.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { Row } from '../shared/treeView.ts';
import type { CONTEXT_MARKS } from './markContext.ts';

interface ContextDeps {
  readonly commands: Commands;
  readonly clusters: ClusterHub;
  readonly confirm: Confirm;
  readonly view: TreeView<Row>;
  readonly repaint: () => void;
}

export function marksOf({ label }: ClusterConnection): ContextMarks {
  const protection = protectionIn(label);
  const color = colorIn(label);
  return {
    isReadOnly: protection === 'readOnly',
    isProtected: protection === 'typeName',
    ...(color === undefined ? {} : { color }),
  };
}

/** What the user says of contexts: colour, read-only, careful deletion; and the place in the status bar. */
export function registerContexts({ commands, clusters, confirm, view, repaint }: ContextDeps): Disposable {
  const store = new DisposableStore();
  store.add(registerRowMarks());
  const loadStatus = lazy(async () => {
    const { ContextStatus } = await import('./contextStatus.ts');
    return store.add(new ContextStatus(clusters));
  });
  let shown: ClusterSubject | undefined;
  const showPlace = async (rows: readonly Row[]) => {
    const [first] = rows.flatMap(({ node }) => (node.subject && 'clusterId' in node.subject ? [node.subject] : []));
    shown = first ?? shown;
    if (shown) await (await loadStatus()).show(shown);
  };
  store.add(view.onDidChangeSelection(({ selection }) => void showPlace(selection)));
  store.add(view.onDidExpandElement(({ element }) => void showPlace([element])));
  store.add(
    onDidChangeSetting(
      [
        'trainyard.clusters.protectedContexts',
        'trainyard.clusters.readOnlyContexts',
        'trainyard.clusters.contextColors',
      ],
      () => {
        repaint();
        void showPlace([]);
      },
    ),
  );
  store.add(registerMarks(commands, clusters, confirm));
  return store;
}

function registerMarks(commands: Commands, clusters: ClusterHub, confirm: Confirm): Disposable {
  const store = new DisposableStore();
  const does = (name: keyof typeof CONTEXT_MARKS) => async (clicked?: unknown) => {
    const { CONTEXT_MARKS: marks, pickContext } = await import('./markContext.ts');
    const [subject] = subjectsOf(clicked, undefined);
    const known = subject && 'clusterId' in subject ? subject.clusterId : undefined;
    const connections = await clusters.list();
    const connection = connections.find(({ id }) => id === known) ?? (await pickContext(connections));
    return connection ? await marks[name](connection, confirm) : fail(CANCELLED);
  };
  store.add(commands.register('trainyard.clusters.color', does('color')));
  store.add(commands.register('trainyard.clusters.markReadOnly', does('markReadOnly')));
  store.add(commands.register('trainyard.clusters.allowChanges', does('allowChanges')));
  store.add(commands.register('trainyard.clusters.protect', does('protect')));
  store.add(commands.register('trainyard.clusters.unprotect', does('unprotect')));
  return store;
}
