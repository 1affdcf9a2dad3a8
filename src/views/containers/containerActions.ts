import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { copyFrom, copyTo, type CopyTarget } from '../shared/copyFiles.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { attachDebugger } from './attachDebugger.ts';
import { openPort } from './openPort.ts';
import { pickContainer } from './pickContainer.ts';
import { openShell } from './shell.ts';
import type { ContainerSubject, Target } from './target.ts';
import { showUsage } from './usage.ts';

export interface ContainerDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly confirm: Confirm;
  readonly notify: Notifier;
  /** Told before a run is stopped on purpose, so that its exit code reads "stopped" and not "failed". */
  readonly memory: { willStop(subjects: readonly ContainerSubject[]): Promise<void> };
  /** The rows that are selected in the Runs view. */
  readonly selectedRuns: () => readonly NodeSubject[];
  /** Told before runs are removed: VS Code hides a tree without rows, and the focus would be lost with it. */
  readonly keepRunsFocus: () => void;
}

/** The argument of a key binding in package.json: VS Code hands no rows to a command that a key started. */
const FROM_KEY = 'selection';

/** What a command was called with. */
export interface ContainerRows {
  readonly clicked: unknown;
  readonly selected: unknown;
}

type Action = (deps: ContainerDeps, rows: ContainerRows) => Promise<unknown>;

/** What is done with one container: the clicked one, or one that the user picks. */
function one(choice: () => Choice, act: (target: Target, deps: ContainerDeps) => Promise<Result<unknown>>): Action {
  return async (deps, rows) => {
    const [subject] = await chosen(deps, rows, choice());
    return subject ? await onEngine(deps, subject, (target) => act(target, deps)) : fail(CANCELLED);
  };
}

/** Everything that can be done with containers, from any tree and from the palette. */
export const CONTAINER_ACTIONS = {
  logs: async (deps: ContainerDeps, rows: ContainerRows) => {
    const [subject] = await chosen(deps, rows, { title: t('Show the log of') });
    if (!subject) return;
    const { engineId, containerId, name } = subject;
    const run = subject.kind === 'run' ? { runId: subject.runId } : {};
    await deps.commands.run('trainyard.logs.open', { engineId, containerId, title: name, ...run });
  },
  inspect: async (deps: ContainerDeps, rows: ContainerRows) => {
    const [subject] = await chosen(deps, rows, { title: t('Inspect') });
    if (subject) await deps.commands.run('trainyard.clusters.inspect', subject);
  },
  shell: one(() => ({ title: t('Open a shell in'), isRunning: true }), openShell),
  showUsage: one(() => ({ title: t('Show CPU, memory and GPU use of'), isRunning: true }), showUsage),
  copyFrom: one(
    () => ({ title: t('Copy files from') }),
    (target, { notify }) => copyFrom(copyTargetOf(target), notify),
  ),
  copyTo: one(
    () => ({ title: t('Copy files to') }),
    (target, { notify }) => copyTo(copyTargetOf(target), notify),
  ),
  attachDebugger: one(() => ({ title: t('Attach the debugger to'), isRunning: true }), attachDebugger),
  openPort: one(() => ({ title: t('Open a port of'), isRunning: true }), openPort),
  stop: async (deps: ContainerDeps, rows: ContainerRows) => {
    const inCluster = clusterRunOf(deps, rows);
    if (inCluster) return await deps.commands.run('trainyard.clusters.stopRun', inCluster);
    const subjects = await chosen(deps, rows, { title: t('Stop'), isRunning: true });
    await deps.memory.willStop(subjects);
    const grace = setting('trainyard.runs.stopGraceSeconds');
    return await change(deps, subjects, t('Stopping {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
      engine.control.stop(subject.containerId, grace, signal),
    );
  },
  kill: async (deps: ContainerDeps, rows: ContainerRows) => {
    const subjects = await chosen(deps, rows, { title: t('Kill'), isRunning: true });
    const grace = setting('trainyard.runs.stopGraceSeconds');
    const question = {
      message: t('Kill {0} at once?', namesOf(subjects)),
      detail: t('The program gets no time to save a checkpoint. Stop gives it {0} s.', grace),
      verb: t('Kill'),
    };
    if (subjects.length === 0 || !(await deps.confirm(question))) return fail(CANCELLED);
    await deps.memory.willStop(subjects);
    return await change(deps, subjects, t('Killing {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
      engine.control.kill(subject.containerId, signal),
    );
  },
  restart: async (deps: ContainerDeps, rows: ContainerRows) => {
    const subjects = await chosen(deps, rows, { title: t('Restart') });
    return await change(deps, subjects, t('Restarting {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
      engine.control.restart(subject.containerId, signal),
    );
  },
  remove: async (deps: ContainerDeps, rows: ContainerRows) => {
    const inCluster = clusterRunOf(deps, rows);
    const gone = goneRunsOf(deps, rows);
    if (gone.length > 0) return await deps.commands.run('trainyard.runs.removeKept', gone[0], gone);
    if (inCluster) return await deps.commands.run('trainyard.clusters.remove', inCluster);
    const subjects = await chosen(deps, rows, { title: t('Remove'), isRunning: false });
    const question = {
      message: t('Remove {0}?', namesOf(subjects)),
      detail: t('Its log and every file inside it that was not brought out are lost. The image stays.'),
      verb: t('Remove'),
    };
    if (subjects.length === 0 || !(await deps.confirm(question))) return fail(CANCELLED);
    if (subjects.some(({ kind }) => kind === 'run')) deps.keepRunsFocus();
    // Never by force: a selection may hold a run that is on, and the question does not speak of ending it.
    return await change(deps, subjects, t('Removing {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
      engine.control.remove(subject.containerId, false, signal),
    );
  },
};

/** The first of the chosen rows, when it is a run in a cluster: keys and the status bar call these commands for every run. */
function clusterRunOf(deps: ContainerDeps, rows: ContainerRows): NodeSubject | undefined {
  const [first] = rows.clicked === FROM_KEY ? deps.selectedRuns() : subjectsOf(rows.clicked, rows.selected);
  return first?.kind === 'run' && first.cluster ? first : undefined;
}

/** Runs of which only a log is left. */
function goneRunsOf(deps: ContainerDeps, rows: ContainerRows): readonly NodeSubject[] {
  const all = rows.clicked === FROM_KEY ? deps.selectedRuns() : subjectsOf(rows.clicked, rows.selected);
  const isGone = (each: NodeSubject) => each.kind === 'run' && !each.cluster && each.keptLog !== undefined;
  return all.length > 0 && all.every(isGone) ? all : [];
}

function copyTargetOf({ engine, subject }: Target): CopyTarget {
  return { files: engine.files, containerId: subject.containerId, name: subject.name };
}

function namesOf(subjects: readonly ContainerSubject[]): string {
  const [first] = subjects;
  return subjects.length === 1 ? (first?.name ?? '') : t('{0} containers', subjects.length);
}

interface Choice {
  readonly title: string;
  /** Narrows what is offered where nothing was clicked. */
  readonly isRunning?: boolean;
}

async function chosen(
  deps: ContainerDeps,
  rows: ContainerRows,
  { title, isRunning }: Choice,
): Promise<readonly ContainerSubject[]> {
  const asked = rows.clicked === FROM_KEY ? deps.selectedRuns() : subjectsOf(rows.clicked, rows.selected);
  const subjects = asked.flatMap((subject) => ('containerId' in subject ? [subject] : []));
  if (subjects.length > 0) return subjects;
  const picked = await pickContainer(deps.hub, title, isRunning);
  if (!picked.ok) deps.notify.failure(picked.failure);
  return picked.ok && picked.value ? [picked.value] : [];
}

async function onEngine(
  { hub }: ContainerDeps,
  subject: ContainerSubject,
  act: (target: Target) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const engine = await hub.engine(subject.engineId);
  if (!engine.ok) return engine;
  return await act({ engine: engine.value, subject, signal: new AbortController().signal });
}

/** Changes all subjects side by side, with progress and Cancel; the first failure is shown. */
async function change(
  deps: ContainerDeps,
  subjects: readonly ContainerSubject[],
  title: string,
  act: (target: Target) => Promise<Result<void>>,
): Promise<Result<void>> {
  if (subjects.length === 0) return fail(CANCELLED);
  return await withProgress(title, async (_report, signal) => {
    const results = await Promise.all(
      subjects.map((subject) => onEngine(deps, subject, ({ engine }) => act({ engine, subject, signal }))),
    );
    const failed = results.find((result) => !result.ok);
    return failed && !failed.ok ? failed : ok(undefined);
  });
}
