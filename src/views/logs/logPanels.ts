import { TabInputWebview, type Uri, type WebviewPanel, window } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { LogSessions } from '../../domain/logs/logSessions.ts';
import { isLogsSubject, type LogsSubject } from '../../protocol/logsPanel.ts';
import { causeOf, factsOf } from './logCause.ts';
import { createLogDocuments } from './logDocuments.ts';
import { LogsPanel, type LogsPanelActions } from './logsPanel.ts';
import { openSource } from './openSource.ts';
import { saveLog } from './saveLog.ts';

export interface LogPanelsDeps {
  readonly hub: EngineHub;
  readonly sessions: LogSessions;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  /** Whether the user stopped this run on purpose: then its exit code needs no cause. */
  readonly wasStopped: (runId: string) => boolean;
}

/** The open panels. */
export class LogPanels implements Disposable {
  readonly #deps: LogPanelsDeps;
  readonly #store = new DisposableStore();
  readonly #documents = this.#store.add(createLogDocuments());
  readonly #panels = new Map<string, LogsPanel>();
  readonly #actions: LogsPanelActions;

  constructor(deps: LogPanelsDeps) {
    this.#deps = deps;
    const { hub, wasStopped } = deps;
    this.#actions = {
      openSource: (subject, place) =>
        this.#do(async () => openSource(place, (await factsOf(hub, subject))?.mappings ?? [])),
      openAsDocument: (subject, session) => this.#do(() => this.#documents.show(subject, session)),
      saveAs: (subject, session) => this.#do(() => saveLog(subject, session)),
      causeOf: async (subject, session) =>
        subject.runId !== undefined && wasStopped(subject.runId) ? undefined : await causeOf(hub, subject, session),
    };
  }

  get active(): LogsPanel | undefined {
    const all = [...this.#panels.values()];
    return all.find(({ isActive }) => isActive) ?? (all.length === 1 ? all[0] : undefined);
  }

  open(subject: LogsSubject): void {
    const known = this.#panels.get(keyOf(subject));
    if (known) known.reveal();
    else {
      this.#closeOrphan(subject);
      this.#make(subject);
    }
  }

  /** A tab of an extension host that was killed: VS Code keeps it, but nothing reaches its page any more. */
  #closeOrphan({ title }: LogsSubject): void {
    if ([...this.#panels.values()].some(({ subject }) => subject.title === title)) return;
    const orphans = window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(
        ({ label, input }) =>
          label === t('Log: {0}', title) &&
          input instanceof TabInputWebview &&
          input.viewType.endsWith('trainyard.logs'),
      );
    if (orphans.length > 0) void window.tabGroups.close(orphans, true);
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
