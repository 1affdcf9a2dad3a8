import { type Memento, type Uri, workspace } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { VIEWS } from '../../contributes/views.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import type { SecretStore } from '../../domain/experiments/secretStore.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import type { SaveFile } from '../../domain/files/saveFile.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import { createExperimentMemory } from './experimentMemory.ts';
import { ExperimentsModel } from './experimentsModel.ts';
import { registerTables } from './registerTables.ts';

export interface ExperimentsDeps {
  readonly commands: Commands;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  /** Owned by what is registered here. */
  readonly trackers: TrackerHub;
  readonly confirm: Confirm;
  /** The extension's own folder. */
  readonly storage: Uri;
  readonly loadSaveFile: () => Promise<SaveFile>;
  readonly secrets: SecretStore;
  readonly runs: Pick<RunStore, 'open' | 'find' | 'now'>;
  readonly documents: ReadOnlyDocuments;
  readonly workspaceState: Memento;
  readonly loadManifestText: () => Promise<ManifestText>;
  /** Name of the user as this machine knows it, which is what trackers write down. */
  readonly userName: () => string;
}

/** The Experiments view, and what can be done with trackers, experiments and their runs. */
export function registerExperiments(deps: ExperimentsDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, trackers, workspaceState } = deps;
  const store = new DisposableStore();
  store.add(trackers);
  store.add(workspace.onDidGrantWorkspaceTrust(() => void trackers.refresh()));
  const memory = createExperimentMemory(workspaceState);
  const model = store.add(new ExperimentsModel({ hub: trackers, memory, userName: deps.userName }));
  const { provider } = store.add(createTreeView(VIEWS.experiments, model, { canSelectMany: true }));
  const onlyMine = (isOn: boolean) => async () => {
    await memory.onlyMine.set(isOn);
    setContextKey('trainyard.experiments.onlyMine', isOn);
    model.repaint();
  };
  setContextKey('trainyard.experiments.onlyMine', memory.onlyMine.get() === true);
  store.add(
    commands.register('trainyard.experiments.refresh', async () => await trackers.refresh(), { needsTrust: false }),
  );
  store.add(commands.register('trainyard.experiments.onlyMine', onlyMine(true), { needsTrust: false }));
  store.add(commands.register('trainyard.experiments.everyone', onlyMine(false), { needsTrust: false }));
  registerTrackers(deps, store);
  store.add(registerTables(deps));
  registerRunCommands(deps, store);
  registerArtifacts(deps, store);
  const loadChoose = lazy(async () => await import('./chooseMetric.ts'));
  store.add(
    commands.register('trainyard.experiments.chooseMetric', async (clicked) => {
      const [subject] = subjectsOf(clicked, undefined);
      if (subject?.kind !== 'experiment') return undefined;
      const { chooseMetric } = await loadChoose();
      const outcome = await chooseMetric({ trackers, memory }, subject);
      model.repaint();
      return outcome;
    }),
  );
  return { provider, dispose: () => store.dispose() };
}

function registerTrackers({ commands, trackers, secrets }: ExperimentsDeps, store: DisposableStore): void {
  store.add(
    commands.register('trainyard.experiments.addTracker', async () => (await import('./addTracker.ts')).addTracker()),
  );
  const login = (act: 'signIn' | 'signOut') => async (clicked: unknown) => {
    const [subject] = subjectsOf(clicked, undefined);
    if (subject?.kind !== 'tracker') return undefined;
    return await (await import('./signIn.ts'))[act]({ trackers, secrets }, subject.trackerId);
  };
  store.add(commands.register('trainyard.experiments.signIn', login('signIn')));
  store.add(commands.register('trainyard.experiments.signOut', login('signOut')));
  store.add(
    commands.register('trainyard.experiments.forgetTracker', async (clicked) => {
      const [subject] = subjectsOf(clicked, undefined);
      if (subject?.kind !== 'tracker') return undefined;
      return await (await import('./addTracker.ts')).forgetTracker(trackers, subject.trackerId);
    }),
  );
}

function registerArtifacts(deps: ExperimentsDeps, store: DisposableStore): void {
  const load = lazy(async () => await import('./artifacts.ts'));
  store.add(
    deps.commands.register('trainyard.experiments.openArtifact', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject?.kind === 'artifact' ? await (await load()).openArtifact(deps, subject) : undefined;
    }),
  );
  store.add(
    deps.commands.register('trainyard.experiments.downloadArtifact', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject?.kind === 'artifact' ? await (await load()).downloadArtifact(deps, subject) : undefined;
    }),
  );
}

function registerRunCommands(deps: ExperimentsDeps, store: DisposableStore): void {
  const { commands } = deps;
  const load = lazy(async () => await import('./showRun.ts'));
  store.add(
    commands.register('trainyard.experiments.openRun', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject?.kind === 'trackedRun' ? await (await load()).showRun(deps, subject) : undefined;
    }),
  );
  store.add(
    commands.register('trainyard.experiments.compareRuns', async (clicked, selected) => {
      const runs = subjectsOf(clicked, selected).filter((each) => each.kind === 'trackedRun');
      return runs.length > 0 ? await (await load()).compareTrackedRuns(deps, runs) : undefined;
    }),
  );
  store.add(
    commands.register('trainyard.experiments.copyToServer', async (clicked, selected) => {
      const runs = subjectsOf(clicked, selected).filter((each) => each.kind === 'trackedRun');
      return await (await import('./copyToServer.ts')).copyToServer(deps, runs);
    }),
  );
  const loadTracked = lazy(async () => await import('./showTracked.ts'));
  store.add(
    commands.register('trainyard.experiments.showTracked', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject?.kind === 'run' ? await (await loadTracked()).showTracked(deps, subject) : undefined;
    }),
  );
  store.add(
    commands.register('trainyard.experiments.openLog', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      return subject?.kind === 'trackedRun' ? await (await loadTracked()).openTrackedLog(deps, subject) : undefined;
    }),
  );
  store.add(
    commands.register(
      'trainyard.experiments.copyRunId',
      async (clicked, selected) => {
        const runs = subjectsOf(clicked, selected).filter((each) => each.kind === 'trackedRun');
        if (runs.length > 0) await (await import('./copyRunId.ts')).copyRunIds(runs);
      },
      { needsTrust: false },
    ),
  );
}
