import { type Memento, window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { VIEWS } from '../../contributes/views.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { LoadSpec } from '../../domain/deploy/ports.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { ManifestText } from '../../domain/cluster/ports.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { RunMetrics } from '../../domain/experiments/runMetrics.ts';
import type { LoadImage } from '../../domain/cluster/localCluster.ts';
import type { RegistryReader } from '../../domain/images/registryImage.ts';
import type { CodeRepository } from '../../domain/runs/codeRepository.ts';
import type { ChangesKeeper, ReadGitFacts } from '../../domain/runs/gitFacts.ts';
import type { KeptLogs } from '../../domain/logs/keptLog.ts';
import type { MachineReader } from '../../domain/runs/machineFacts.ts';
import { isRecordedRun } from '../../domain/runs/recordedRun.ts';
import type { Run } from '../../domain/runs/run.ts';
import type { RunStore } from '../../domain/runs/runStore.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import type { StoredRunMemory } from './runMemory.ts';
import { RunsModel } from './runsModel.ts';
import { keepOutputs } from './keepOutputs.ts';

/** What a start reads of this machine and of the repository. */
export interface MachineAdapters {
  readonly machine: MachineReader;
  readonly readGitFacts: ReadGitFacts;
  readonly keeper: ChangesKeeper;
  readonly registry: RegistryReader;
  readonly loadImage: LoadImage;
  readonly git: CodeRepository;
}

export interface RunsDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly clusters: ClusterHub;
  readonly runs: RunStore;
  readonly memory: StoredRunMemory;
  readonly workspaceState: Memento;
  readonly confirm: Confirm;
  readonly notify: Notifier;
  readonly log: Log;
  readonly loadSpec: LoadSpec;
  /** Loaded when the first run is started. */
  readonly loadMachine: () => Promise<MachineAdapters>;
  readonly documents: ReadOnlyDocuments;
  readonly loadManifestText: () => Promise<ManifestText>;
  readonly loadKept: () => Promise<KeptLogs>;
  readonly metrics: RunMetrics;
}

/** The Runs view, the status bar item, and starting, repeating and clearing runs. */
export function registerRuns(deps: RunsDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, runs } = deps;
  const store = new DisposableStore();
  const model = store.add(new RunsModel(runs, deps.metrics));
  const { view, provider } = store.add(createTreeView(VIEWS.runs, model, { canSelectMany: true }));
  store.add(showFirstRunning(deps));
  store.add(keepOutputs(deps));
  followEndsInClusters(deps, store);
  store.add(keepOpenWhileSeen(view, runs));
  store.add(runs.onDidChange(() => showState(deps)));
  store.add(
    commands.register('trainyard.runs.start', async (from) => {
      const { requestOf, startWorkload } = await import('./startWorkload.ts');
      return await startWorkload(deps, requestOf(from));
    }),
  );
  store.add(
    commands.register('trainyard.runs.rerun', async (clicked, selected) => {
      const { rerun, rerunRecorded } = await import('./rerun.ts');
      if (isRecordedRun(clicked)) return await rerunRecorded(deps, clicked);
      const run = runOf(runs, clicked, selected) ?? (await pickRun(runs));
      return run ? await rerun(deps, run) : undefined;
    }),
  );
  store.add(commands.register('trainyard.runs.refresh', () => runs.refresh(), { needsTrust: false }));
  store.add(
    commands.register('trainyard.runs.cleanUp', async () =>
      (await import('./cleanUp.ts')).cleanUp({ ...deps, keepFocus: () => provider.keepFocus() }),
    ),
  );
  store.add(registerKeptLogs(deps));
  store.add(registerLooking(deps));
  store.add(
    commands.register('trainyard.runs.bringOutputs', async (clicked, selected) => {
      const run = runOf(runs, clicked, selected) ?? (await pickRun(runs));
      const { bringOutputs } = await import('./bringOutputs.ts');
      return run ? await bringOutputs(deps, run) : undefined;
    }),
  );
  store.add(
    commands.register('trainyard.runs.showStatusMenu', async () => {
      const { showStatusMenu } = await import('./statusMenu.ts');
      await showStatusMenu(deps);
    }),
  );
  return { provider, dispose: () => store.dispose() };
}

/** Logs of runs and pods that are gone. */
function registerKeptLogs(deps: RunsDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  store.add(
    commands.register('trainyard.runs.openKept', async (clicked, selected) =>
      (await import('./keptLogs.ts')).openKeptLog(deps, subjectsOf(clicked, selected)),
    ),
  );
  store.add(
    commands.register('trainyard.runs.removeKept', async (clicked, selected) =>
      (await import('./keptLogs.ts')).removeKeptLogs(deps, subjectsOf(clicked, selected)),
    ),
  );
  return store;
}

/** What shows runs and changes none. */
function registerLooking(deps: RunsDeps): Disposable {
  const { commands, runs } = deps;
  const store = new DisposableStore();
  store.add(
    commands.register('trainyard.runs.choosePlaces', async () =>
      (await import('./choosePlaces.ts')).choosePlaces(deps),
    ),
  );
  store.add(
    commands.register('trainyard.runs.compare', async (clicked, selected) => {
      const { compareRuns } = await import('./compareRuns.ts');
      return await compareRuns(deps, runsOf(runs, clicked, selected));
    }),
  );
  store.add(
    commands.register('trainyard.runs.restoreCode', async (clicked, selected) => {
      const { restoreRunCode } = await import('./restoreCode.ts');
      if (isRecordedRun(clicked)) return await restoreRunCode(deps, clicked);
      const run = runOf(runs, clicked, selected) ?? (await pickRun(runs, ({ commit }) => commit !== undefined));
      return run ? await restoreRunCode(deps, run) : undefined;
    }),
  );
  store.add(
    commands.register('trainyard.runs.showChanges', async (clicked, selected) => {
      const run = runOf(runs, clicked, selected) ?? (await pickRun(runs, ({ isDirty }) => isDirty === true));
      const { showChanges } = await import('./showChanges.ts');
      return run ? await showChanges(deps, run) : undefined;
    }),
  );
  return store;
}

/** Engines are watched while the view is seen, and as long as a run is on: its status bar item must go on. */
function keepOpenWhileSeen(
  view: { readonly visible: boolean; readonly onDidChangeVisibility: (listener: () => void) => Disposable },
  runs: RunStore,
): Disposable {
  const store = new DisposableStore();
  const isNeeded = () => view.visible || runs.running.length > 0;
  const follow = () => {
    runs.see(view.visible);
    if (view.visible) void runs.open();
    else if (!isNeeded()) runs.close();
  };
  store.add(view.onDidChangeVisibility(follow));
  store.add(
    runs.onDidChange(() => {
      if (!isNeeded()) runs.close();
    }),
  );
  follow();
  return store;
}

/** The item of the status bar is loaded with the first run that is on: many windows never have one. */
function showFirstRunning({ runs, metrics }: RunsDeps): Disposable {
  const store = new DisposableStore();
  const waiting = store.add(
    runs.onDidChange(() => {
      if (runs.running.length === 0) return;
      waiting.dispose();
      void load();
    }),
  );
  const load = async () => {
    const { createRunStatusBar } = await import('./statusBar.ts');
    if (!store.isDisposed) store.add(createRunStatusBar(runs, metrics));
  };
  return store;
}

/** Keys for the welcome texts and for the enablement of commands. */
function showState({ runs: { current }, clusters, log }: Pick<RunsDeps, 'runs' | 'clusters' | 'log'>): void {
  if (current.state === 'ready') {
    setContextKey('trainyard.engines.state', 'ready');
    setContextKey(
      'trainyard.runs.finished',
      current.value.some(({ state }) => state !== 'running'),
    );
    if (current.value.length > 0) setContextKey('trainyard.runs.seen', true);
  } else if (current.state === 'failed') {
    const { code } = current.failure;
    const state = code === 'forbidden' ? 'forbidden' : code === 'not-found' ? 'none' : 'off';
    // Without an engine the text depends on whether there is a cluster instead; kubeconfigs are read for this alone.
    if (state === 'none') showWhetherClusters(clusters, log);
    setContextKey('trainyard.engines.state', state);
  }
}

function showWhetherClusters(clusters: RunsDeps['clusters'], log: RunsDeps['log']): void {
  clusters.list().then(
    (contexts) => setContextKey('trainyard.runs.clustersOnly', contexts.length > 0),
    (error: unknown) => log.error('Contexts', error),
  );
}

function runOf(runs: RunStore, clicked: unknown, selected: unknown): Run | undefined {
  return runsOf(runs, clicked, selected)[0];
}

function runsOf(runs: RunStore, clicked: unknown, selected: unknown): readonly Run[] {
  return subjectsOf(clicked, selected).flatMap((subject) =>
    subject.kind === 'run' ? (runs.find(subject.runId) ?? []) : [],
  );
}

async function pickRun(runs: RunStore, isWanted: (run: Run) => boolean = () => true): Promise<Run | undefined> {
  await runs.open();
  const all = runs.current.state === 'ready' ? runs.current.value.filter(isWanted) : [];
  const items = all.map((run) => ({ label: run.name, description: run.stateText, detail: run.workload, run }));
  const placeHolder = items.length === 0 ? t('There is no run to choose') : t('Choose a run');
  return (await window.showQuickPick(items, { placeHolder }))?.run;
}

/** Loads what follows ends of runs in clusters when there is such a run, or when outputs of one are still expected. */
function followEndsInClusters(deps: RunsDeps, store: DisposableStore): void {
  const { runs, memory, log } = deps;
  let isLoaded = false;
  const load = async () => {
    const { followEnds } = await import('./followEnds.ts');
    store.add(followEnds(deps));
  };
  const look = () => {
    if (isLoaded || runs.current.state !== 'ready') return;
    if (memory.expectedOutputs().length === 0 && !runs.current.value.some(({ cluster }) => cluster)) return;
    isLoaded = true;
    load().catch((error: unknown) => log.error('Ends of runs', error));
  };
  store.add(runs.onDidChange(look));
}
