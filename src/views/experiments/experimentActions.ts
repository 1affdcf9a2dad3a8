import type { WebviewPanel } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import type { CommandId } from '../../contributes/commands.ts';
import type { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { NodeSubject, SubjectOf } from '../../domain/base/tree.ts';
import { subjectsOfKind } from '../shared/subjects.ts';
import { addTracker, forgetTracker } from './addTracker.ts';
import { downloadArtifact, openArtifact } from './artifacts.ts';
import { changeActions } from './changeActions.ts';
import { chooseMetric } from './chooseMetric.ts';
import { copyToServer } from './copyToServer.ts';
import { copyRunIds } from './copyRunId.ts';
import { createExperimentMemory } from './experimentMemory.ts';
import type { ExperimentsDeps, TrackerServices } from './register.ts';
import { RunPages } from './runPages.ts';
import { showModel, showModelRun, showTrace } from './showModel.ts';
import { compareTrackedRuns, type RunSubject, showRun, updatePages } from './showRun.ts';
import { openTrackedLog, showTracked } from './showTracked.ts';
import { uiActions } from './uiActions.ts';
import { restoreCode, runAgain } from './recordedCode.ts';
import { serveModel } from './serveModel.ts';
import { signIn, signOut } from './signIn.ts';
import { type ColumnAct, type RunsCommand, TableCommands } from './tableCommands.ts';

export interface ActionDeps extends ExperimentsDeps, TrackerServices {
  /** What rows show was chosen anew. */
  readonly repaint: () => void;
  readonly pages: RunPages;
}

export type ExperimentCommand = Extract<CommandId, `trainyard.experiments.${string}`>;

export interface ExperimentActions {
  /** Each gets the clicked row and the selected ones, or what a page says of the place that was clicked. */
  readonly actions: Readonly<Record<ExperimentCommand, (clicked: unknown, selected: unknown) => unknown>>;
  /** Brings back a table after the window was reloaded. */
  readonly restore: (panel: WebviewPanel, state: unknown) => Promise<void>;
}

/** Rows of files, and of models. */
const FILES = ['artifact', 'repositoryFile'] as const;
const MODELS = ['modelVersion', 'loggedModel'] as const;

/** What the commands of the Experiments view do. */
export function experimentActions(given: Omit<ActionDeps, 'pages'>, store: DisposableStore): ExperimentActions {
  const deps: ActionDeps = { ...given, pages: store.add(new RunPages()) };
  const { trackers, workspaceState, repaint } = deps;
  const memory = createExperimentMemory(workspaceState);
  const choose = (what: 'onlyMine' | 'showsDeleted', isOn: boolean) => async () => {
    await memory[what].set(isOn);
    setContextKey(`trainyard.experiments.${what}`, isOn);
    repaint();
  };
  const tables = store.add(new TableCommands(deps));
  store.add(trackers.onDidWrite((change) => void updatePages(deps, change)));
  const actions = {
    ...modelActions(deps),
    ...changeActions({ ...deps, store, tableRuns: (context) => tables.selectedRuns(context) }),
    'trainyard.experiments.openTable': async (clicked: unknown, selected: unknown) =>
      await tables.open(clicked, selected),
    'trainyard.experiments.refresh': async () => await trackers.refresh(),
    'trainyard.experiments.onlyMine': choose('onlyMine', true),
    'trainyard.experiments.everyone': choose('onlyMine', false),
    'trainyard.experiments.showDeleted': choose('showsDeleted', true),
    'trainyard.experiments.hideDeleted': choose('showsDeleted', false),
    'trainyard.experiments.addTracker': async () => await addTracker(),
    'trainyard.experiments.forgetTracker': onOne(
      'tracker',
      async ({ trackerId }) => await forgetTracker(trackers, trackerId),
    ),
    'trainyard.experiments.signIn': onOne('tracker', async ({ trackerId }) => await signIn(deps, trackerId)),
    'trainyard.experiments.signOut': onOne('tracker', async ({ trackerId }) => await signOut(deps, trackerId)),
    'trainyard.experiments.chooseMetric': onOne('experiment', async (subject) => {
      const outcome = await chooseMetric({ trackers, memory }, subject);
      repaint();
      return outcome;
    }),
    'trainyard.experiments.openRun': onOne('trackedRun', async (subject) => await showRun(deps, subject)),
    'trainyard.experiments.runAgain': onRun(deps, async (subject) => await runAgain(deps, subject)),
    'trainyard.experiments.restoreCode': onRun(deps, async (subject) => await restoreCode(deps, subject)),
    ...uiActions(deps, store),
    ...tableActions(tables),
    'trainyard.experiments.openLog': onOne('trackedRun', async (subject) => await openTrackedLog(deps, subject)),
    'trainyard.experiments.compareRuns': onAll('trackedRun', async (runs) => await compareTrackedRuns(deps, runs)),
    'trainyard.experiments.copyToServer': onAll('trackedRun', async (runs) => await copyToServer(deps, runs)),
    'trainyard.experiments.copyRunId': onAll('trackedRun', copyRunIds),
    'trainyard.experiments.showTracked': onOne('run', async (subject) => await showTracked(deps, subject)),
    'trainyard.experiments.openArtifact': onOneOf(FILES, async (file) => await openArtifact(deps, file)),
    'trainyard.experiments.downloadArtifact': onOneOf(FILES, async (file) => await downloadArtifact(deps, file)),
  };
  return { actions, restore: async (panel, state) => await tables.restore(panel, state) };
}

/** Of registries, logged models and traces. */
const modelActions = (deps: ActionDeps) => ({
  'trainyard.experiments.openModel': onOneOf(MODELS, async (subject) => await showModel(deps, subject)),
  'trainyard.experiments.showModelRun': onOneOf(MODELS, async (subject) => await showModelRun(deps, subject)),
  'trainyard.experiments.openTrace': onOne('trace', async (subject) => await showTrace(deps, subject)),
  'trainyard.experiments.serveModel': onRowOrPage(
    deps,
    [...MODELS, 'trackedRun'],
    async (subject) => await serveModel(deps, subject),
  ),
});

const onOneOf =
  <K extends NodeSubject['kind']>(kinds: readonly K[], act: (subject: SubjectOf<K>) => Promise<unknown>) =>
  async (clicked: unknown, selected: unknown) => {
    const [subject] = subjectsOfKind(clicked, selected, ...kinds);
    return subject && (await act(subject));
  };

const onOne = <K extends NodeSubject['kind']>(kind: K, act: (subject: SubjectOf<K>) => Promise<unknown>) =>
  onOneOf([kind], act);

/** On a row, or on the page of a run. */
const onRowOrPage =
  <K extends NodeSubject['kind']>(
    { pages }: ActionDeps,
    kinds: readonly K[],
    act: (subject: SubjectOf<K> | RunSubject) => Promise<unknown>,
  ) =>
  async (clicked: unknown, selected: unknown) => {
    const subject = subjectsOfKind(clicked, selected, ...kinds)[0] ?? pages.subjectOf(clicked);
    return subject && (await act(subject));
  };

const onRun = (deps: ActionDeps, act: (subject: RunSubject) => Promise<unknown>) =>
  onRowOrPage(deps, ['trackedRun'], act);

const onAll =
  <K extends NodeSubject['kind']>(kind: K, act: (subjects: readonly SubjectOf<K>[]) => Promise<unknown>) =>
  async (clicked: unknown, selected: unknown) => {
    const subjects = subjectsOfKind(clicked, selected, kind);
    return subjects.length > 0 ? await act(subjects) : undefined;
  };

/** What the menus of a table do with its runs and columns. */
function tableActions(tables: TableCommands) {
  const onRuns = (id: RunsCommand) => async (context: unknown) => await tables.onRuns(id, context);
  const onColumn = (act: ColumnAct) => (context: unknown) => tables.onColumn(act, context);
  return {
    'trainyard.experiments.table.openRun': onRuns('trainyard.experiments.openRun'),
    'trainyard.experiments.table.compareRuns': onRuns('trainyard.experiments.compareRuns'),
    'trainyard.experiments.table.runAgain': onRuns('trainyard.experiments.runAgain'),
    'trainyard.experiments.table.restoreCode': onRuns('trainyard.experiments.restoreCode'),
    'trainyard.experiments.table.copyRunId': onRuns('trainyard.experiments.copyRunId'),
    'trainyard.experiments.table.hideColumn': onColumn('hide'),
    'trainyard.experiments.table.pinColumn': onColumn('pin'),
    'trainyard.experiments.table.groupByColumn': onColumn('group'),
  };
}
