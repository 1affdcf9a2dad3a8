import { type Uri, type WebviewPanel, window } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { LogSessions } from '../../domain/logs/logSessions.ts';
import { isLogsSubject, type LogCommand, type LogsSubject } from '../../protocol/logsPanel.ts';
import { causeOf, factsOf } from './logCause.ts';
import { createLogDocuments } from './logDocuments.ts';
import { LogsPanel, type LogsPanelActions } from './logsPanel.ts';
import { openSource } from './openSource.ts';
import { saveLog } from './saveLog.ts';

export interface LogsDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly sessions: LogSessions;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
}

/** Log panels, one a container, with their commands; panels come back after the window was reloaded. */
export function registerLogs(deps: LogsDeps): Disposable {
  const { commands } = deps;
  const store = new DisposableStore();
  const panels = store.add(new LogPanels(deps));
  store.add(
    commands.register('trainyard.logs.open', (subject) => {
      if (isLogsSubject(subject)) panels.open(subject);
    }),
  );
  registerPanelCommands(commands, panels, store);
  store.add(
    window.registerWebviewPanelSerializer('trainyard.logs', {
      deserializeWebviewPanel: async (panel, state) => panels.restore(panel, state),
    }),
  );
  return store;
}

/** What is done with the panel in front. It acts on what is shown already, so it needs no trust. */
function registerPanelCommands(commands: Commands, panels: LogPanels, store: DisposableStore): void {
  const on = (act: (panel: LogsPanel) => unknown) => () => (panels.active ? act(panels.active) : undefined);
  const page = (command: LogCommand) => on((panel) => panel.command(command));
  const document = on((panel) => panel.openAsDocument());
  store.add(commands.register('trainyard.logs.openAsDocument', document, { needsTrust: false }));
  store.add(
    commands.register(
      'trainyard.logs.saveAs',
      on((panel) => panel.saveAs()),
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.logs.clear',
      on((panel) => panel.clear()),
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.logs.copyAll',
      on((panel) => panel.copyAll()),
      { needsTrust: false },
    ),
  );
  store.add(commands.register('trainyard.logs.find', page('find'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.findNext', page('findNext'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.findPrevious', page('findPrevious'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.toggleFollow', page('toggleFollow'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.toggleWrap', page('toggleWrap'), { needsTrust: false }));
  store.add(commands.register('trainyard.logs.firstError', page('firstError'), { needsTrust: false }));
}

/** The open panels. */
class LogPanels implements Disposable {
  readonly #deps: LogsDeps;
  readonly #store = new DisposableStore();
  readonly #documents = this.#store.add(createLogDocuments());
  readonly #panels = new Map<string, LogsPanel>();
  readonly #actions: LogsPanelActions;

  constructor(deps: LogsDeps) {
    this.#deps = deps;
    const { hub } = deps;
    this.#actions = {
      openSource: (subject, place) =>
        this.#do(async () => openSource(place, (await factsOf(hub, subject))?.mappings ?? [])),
      openAsDocument: (subject, session) => this.#do(() => this.#documents.show(subject, session)),
      saveAs: (subject, session) => this.#do(() => saveLog(subject, session)),
      causeOf: async (subject, session) => causeOf(hub, subject, session),
    };
  }

  get active(): LogsPanel | undefined {
    const all = [...this.#panels.values()];
    return all.find(({ isActive }) => isActive) ?? (all.length === 1 ? all[0] : undefined);
  }

  open(subject: LogsSubject): void {
    const known = this.#panels.get(keyOf(subject));
    if (known) known.reveal();
    else this.#make(subject);
  }

  /** What the page remembered says whose log it was. Something else there, or another version's state, closes the panel. */
  restore(panel: WebviewPanel, state: unknown): void {
    const subject: unknown =
      typeof state === 'object' && state !== null && 'subject' in state ? state.subject : undefined;
    if (isLogsSubject(subject) && !this.#panels.has(keyOf(subject))) this.#make(subject, panel);
    else panel.dispose();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#store.dispose();
  }

  #make(subject: LogsSubject, restored?: WebviewPanel): void {
    const { sessions, extensionUri, log } = this.#deps;
    const key = keyOf(subject);
    const hold = sessions.hold(subject.engineId, subject.containerId);
    const { session } = hold;
    const parts = { subject, session, extensionUri, actions: this.#actions, log };
    const panel = new LogsPanel(restored ? { ...parts, panel: restored } : parts);
    this.#panels.set(key, panel);
    panel.onDidClose(() => {
      this.#panels.delete(key);
      panel.dispose();
      hold.dispose();
    });
  }

  /** What the page asked for is like a command: its failure is shown, a bug is logged. */
  #do(work: () => Promise<Result<void> | void>): void {
    const { notify, log } = this.#deps;
    work().then(
      (outcome) => {
        if (outcome && !outcome.ok) notify.failure(outcome.failure);
      },
      (error: unknown) => log.error('Log panel action failed', error),
    );
  }
}

const keyOf = ({ engineId, containerId }: LogsSubject) => JSON.stringify([engineId, containerId]);
