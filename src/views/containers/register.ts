import { env, Uri, window } from 'vscode';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { setting } from '../../adapters/vscode/settings.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { whenKnown } from '../../domain/base/whenKnown.ts';
import { publishedPorts } from '../../domain/runs/runsOf.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { ContainerSubject, Target } from './target.ts';

export interface ContainerDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly confirm: Confirm;
  readonly notify: Notifier;
  /** Told before a run is stopped on purpose, so that its exit code reads "stopped" and not "failed". */
  readonly memory: { willStop(subjects: readonly ContainerSubject[]): Promise<void> };
}

/** Everything that can be done with containers, from any tree and from the palette. */
export function registerContainers(deps: ContainerDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const one =
    (title: string, isRunning: boolean | undefined, act: (target: Target) => Promise<Result<unknown>>) =>
    async (clicked: unknown, selected: unknown) => {
      const [subject] = await chosen(deps, { clicked, selected, title, isRunning });
      return subject ? await onEngine(deps, subject, act) : fail(CANCELLED);
    };
  store.add(
    commands.register('trainyard.containers.logs', async (clicked, selected) => {
      const [subject] = await chosen(deps, { clicked, selected, title: t('Show the log of'), isRunning: undefined });
      if (!subject) return;
      const { engineId, containerId, name } = subject;
      await commands.run('trainyard.logs.open', {
        engineId,
        containerId,
        title: name,
        ...(subject.kind === 'run' ? { runId: subject.runId } : {}),
      });
    }),
  );
  store.add(
    commands.register(
      'trainyard.containers.shell',
      one(t('Open a shell in'), true, async (target) => (await import('./shell.ts')).openShell(target)),
    ),
  );
  store.add(
    commands.register(
      'trainyard.containers.showUsage',
      one(t('Show CPU, memory and GPU use of'), true, async (target) => (await import('./usage.ts')).showUsage(target)),
    ),
  );
  store.add(
    commands.register(
      'trainyard.containers.copyFrom',
      one(t('Copy files from'), undefined, async (target) =>
        (await import('./copyFiles.ts')).copyFrom(target, deps.notify),
      ),
    ),
  );
  store.add(
    commands.register(
      'trainyard.containers.copyTo',
      one(t('Copy files to'), undefined, async (target) =>
        (await import('./copyFiles.ts')).copyTo(target, deps.notify),
      ),
    ),
  );
  store.add(commands.register('trainyard.containers.openPort', one(t('Open a port of'), true, openPort)));
  store.add(
    commands.register('trainyard.containers.inspect', async (clicked, selected) => {
      const [subject] = await chosen(deps, { clicked, selected, title: t('Inspect'), isRunning: undefined });
      if (subject) await commands.run('trainyard.clusters.inspect', subject);
    }),
  );
  registerChanges(deps, store);
  return store;
}

/** The commands that change containers: they act on all selected rows. */
function registerChanges(deps: ContainerDeps, store: DisposableStore): void {
  const { commands, confirm } = deps;
  const grace = () => setting('trainyard.runs.stopGraceSeconds');
  store.add(
    commands.register('trainyard.containers.stop', async (clicked, selected) => {
      const subjects = await chosen(deps, { clicked, selected, title: t('Stop'), isRunning: true });
      await deps.memory.willStop(subjects);
      return await change(deps, subjects, t('Stopping {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
        engine.control.stop(subject.containerId, grace(), signal),
      );
    }),
  );
  store.add(
    commands.register('trainyard.containers.kill', async (clicked, selected) => {
      const subjects = await chosen(deps, { clicked, selected, title: t('Kill'), isRunning: true });
      const question = {
        message: t('Kill {0} at once?', namesOf(subjects)),
        detail: t('The program gets no time to save a checkpoint. Stop gives it {0} s.', grace()),
        verb: t('Kill'),
      };
      if (subjects.length === 0 || !(await confirm(question))) return fail(CANCELLED);
      await deps.memory.willStop(subjects);
      return await change(deps, subjects, t('Killing {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
        engine.control.kill(subject.containerId, signal),
      );
    }),
  );
  store.add(
    commands.register('trainyard.containers.restart', async (clicked, selected) => {
      const subjects = await chosen(deps, { clicked, selected, title: t('Restart'), isRunning: undefined });
      return await change(deps, subjects, t('Restarting {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
        engine.control.restart(subject.containerId, signal),
      );
    }),
  );
  store.add(
    commands.register('trainyard.containers.remove', async (clicked, selected) => {
      const subjects = await chosen(deps, { clicked, selected, title: t('Remove'), isRunning: false });
      const question = {
        message: t('Remove {0}?', namesOf(subjects)),
        detail: t('Its log and every file inside it that was not brought out are lost. The image stays.'),
        verb: t('Remove'),
      };
      if (subjects.length === 0 || !(await confirm(question))) return fail(CANCELLED);
      return await change(deps, subjects, t('Removing {0}', namesOf(subjects)), ({ engine, subject, signal }) =>
        engine.control.remove(subject.containerId, true, signal),
      );
    }),
  );
}

function namesOf(subjects: readonly ContainerSubject[]): string {
  const [first] = subjects;
  return subjects.length === 1 ? (first?.name ?? '') : t('{0} containers', subjects.length);
}

async function chosen(
  deps: ContainerDeps,
  request: {
    readonly clicked: unknown;
    readonly selected: unknown;
    readonly title: string;
    readonly isRunning: boolean | undefined;
  },
): Promise<readonly ContainerSubject[]> {
  const subjects = subjectsOf(request.clicked, request.selected).flatMap((subject) =>
    'containerId' in subject ? [subject] : [],
  );
  if (subjects.length > 0) return subjects;
  const { pickContainer } = await import('./pickContainer.ts');
  const picked = await pickContainer(deps.hub, request.title, request.isRunning);
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

/** Opens a published port in the browser of the user, forwarded when the window is remote. */
async function openPort({ engine, subject, signal }: Target): Promise<Result<void>> {
  const watched = engine.reader.watch();
  try {
    const snapshot = await whenKnown(watched, signal);
    if (!snapshot.ok) return snapshot;
    const { containers } = snapshot.value;
    const container = containers.find(({ id }) => id === subject.containerId);
    const choices = (container ? publishedPorts(container) : []).map(({ containerPort, hostPort }) => ({
      label: String(containerPort),
      description: `localhost:${hostPort}`,
      hostPort,
    }));
    const [only] = choices;
    const choice = choices.length > 1 ? await window.showQuickPick(choices, { title: t('Open which port?') }) : only;
    if (!choice) return choices.length > 1 ? fail(CANCELLED) : noPort(subject.name);
    await env.openExternal(await env.asExternalUri(Uri.parse(`http://localhost:${choice.hostPort}`)));
    return ok(undefined);
  } finally {
    watched.dispose();
  }
}

function noPort(name: string): Result<never> {
  return fail({
    code: 'not-found',
    message: t('{0} publishes no port.', name),
    nextStep: t('List the port under “ports” in trainyard.yaml and run it again.'),
  });
}
