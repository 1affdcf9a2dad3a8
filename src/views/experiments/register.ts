import { type Memento, type Uri, window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { CommandOptions, Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { VIEWS } from '../../contributes/views.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import type { WriteParquet } from '../../domain/experiments/exportRuns.ts';
import type { StartUi } from '../../domain/experiments/mlflowUi.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import type { SaveFile } from '../../domain/files/saveFile.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import type { ExperimentCommand } from './experimentActions.ts';
import { ExperimentsModel } from './experimentsModel.ts';

const PREFIX = 'trainyard.experiments.';
type CommandName = ExperimentCommand extends `${typeof PREFIX}${infer Name}` ? Name : never;

// Names alone, and without what is the same in all: this is read at every start of VS Code.
/** Ask no tracker anything new. */
const LOOKING = [
  'refresh',
  'onlyMine',
  'everyone',
  'showDeleted',
  'hideDeleted',
  'copyRunId',
  'table.copyRunId',
  'table.hideColumn',
  'table.pinColumn',
  'table.groupByColumn',
] as const satisfies readonly CommandName[];
const CONNECTING = [
  'addTracker',
  'forgetTracker',
  'signIn',
  'signOut',
  'chooseMetric',
  'openTable',
  'openRun',
  'openModel',
  'showModelRun',
  'openTrace',
  'serveModel',
  'compareRuns',
  'copyToServer',
  'showTracked',
  'openLog',
  'runAgain',
  'restoreCode',
  'openMlflowUi',
  'openNeptune',
  'stopMlflowUi',
  'openArtifact',
  'downloadArtifact',
  'table.openRun',
  'table.compareRuns',
  'createExperiment',
  'renameExperiment',
  'deleteExperiment',
  'restoreExperiment',
  'renameRun',
  'editTags',
  'editNote',
  'endRun',
  'deleteRun',
  'restoreRun',
  'registerModel',
  'setAlias',
  'removeAlias',
  'table.runAgain',
  'table.restoreCode',
] as const satisfies readonly CommandName[];

/** What is loaded when somebody first looks at trackers. */
export interface TrackerServices {
  /** Owned by what is registered here. */
  readonly trackers: TrackerHub;
  readonly secrets: SecretStore;
  /** The extension's own folder. */
  readonly storage: Uri;
  readonly loadSaveFile: () => Promise<SaveFile>;
  /** Removes what was fetched to be looked at, long ago. */
  readonly dropOldArtifacts: () => Promise<void>;
  readonly loadParquet: () => Promise<WriteParquet>;
  readonly startUi: StartUi;
  /** Name of the user as this machine knows it, which is what trackers write down. */
  readonly userName: string;
}

export interface ExperimentsDeps {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  readonly confirm: Confirm;
  readonly runs: Pick<RunStore, 'open' | 'find' | 'now'>;
  readonly documents: ReadOnlyDocuments;
  readonly workspaceState: Memento;
  readonly loadManifestText: () => Promise<ManifestText>;
  readonly loadTrackers: () => Promise<TrackerServices>;
}

/** The Experiments view, and what can be done with trackers, experiments and their runs. All but the names of the commands is loaded with the first use. */
export function registerExperiments(deps: ExperimentsDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, workspaceState } = deps;
  const store = new DisposableStore();
  const services = lazy(async () => {
    const loaded = await deps.loadTrackers();
    store.add(loaded.trackers);
    return loaded;
  });
  const model = store.add(new ExperimentsModel({ services, workspaceState }));
  const { provider } = store.add(createTreeView(VIEWS.experiments, model, { canSelectMany: true }));
  const load = lazy(async () => {
    const { experimentActions } = await import('./experimentActions.ts');
    const repaint = () => model.repaint();
    return experimentActions({ ...deps, ...(await services()), repaint }, store);
  });
  store.add(
    window.registerWebviewPanelSerializer('trainyard.experiments', {
      deserializeWebviewPanel: async (panel, state) => (await load()).restore(panel, state),
    }),
  );
  const register = (name: CommandName, options?: CommandOptions) => {
    const id: ExperimentCommand = `${PREFIX}${name}`;
    const act = async (clicked?: unknown, selected?: unknown) => await (await load()).actions[id](clicked, selected);
    store.add(commands.register(id, act, options));
  };
  for (const name of LOOKING) register(name, { needsTrust: false });
  for (const name of CONNECTING) register(name);
  return { provider, dispose: () => store.dispose() };
}
