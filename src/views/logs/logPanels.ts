import { type Uri, type WebviewPanel, window } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { logBeforeRestartTitle } from '../../domain/cluster/podContainerId.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import type { LogSessions } from '../../domain/logs/logSessions.ts';
import { isLogsSubject, type LogsSubject } from '../../protocol/logsPanel.ts';
import { closeOrphans } from '../shared/orphanTabs.ts';
import { causeOf, factsOf } from './logCause.ts';
import { createLogDocuments } from './logDocuments.ts';
import { LogsPanel, type LogsPanelActions } from './logsPanel.ts';
import { type OpenLogs, titleOf } from './openLogs.ts';
import { openSource } from './openSource.ts';
import { saveLog } from './saveLog.ts';
import type { ShownProgressParts } from './shownProgress.ts';

export interface LogPanelsDeps extends Pick<ShownProgressParts, 'metrics' | 'trackingOf'> {
  readonly hub: EngineHub;
  readonly sessions: LogSessions;
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  readonly open: OpenLogs;
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
      showBefore: (subject, session) => this.#do(() => this.#showBefore(subject, session)),
      causeOf: async (subject, session) =>
        subject.runId !== undefined && wasStopped(subject.runId) ? undefined : await causeOf(hub, subject, session),
    };
  }

  get active(): LogsPanel | undefined {
    const all = [...this.#panels.values()];
    return all.find(({ isActive }) => isActive) ?? (all.length === 1 ? all[0] : undefined);
  }

  /** Whether one of these panels has a tab with this title. */
  has(title: string): boolean {
    return [...this.#panels.values()].some(({ subject }) => titleOf(subject) === title);
  }

  open(subject: LogsSubject): void {
    const known = this.#panels.get(keyOf(subject));
    if (known) known.reveal();
    else {
      closeOrphans({ viewType: 'trainyard.logs', isOwn: (title) => this.has(title) }, titleOf(subject));
      this.#make(subject);
    }
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
    const { sessions, extensionUri, log, metrics, trackingOf } = this.#deps;
    const key = keyOf(subject);
    const { engineId, containerId, runId } = subject;
    const hold = sessions.hold(engineId, containerId, runId === undefined ? undefined : { runId });
    const { session } = hold;
    const parts = { subject, session, extensionUri, actions: this.#actions, log, metrics, trackingOf };
    const panel = new LogsPanel(restored ? { ...parts, panel: restored } : parts);
    this.#panels.set(key, panel);
    this.#remember();
    panel.onDidClose(() => {
      this.#panels.delete(key);
      this.#remember();
      panel.dispose();
      hold.dispose();
    });
  }

  /** Of a merged log the containers that were restarted are offered. */
  async #showBefore({ engineId }: LogsSubject, { beforeRestarts }: LogSession): Promise<void> {
    const items = beforeRestarts.map((containerId) => ({ label: logBeforeRestartTitle(containerId), containerId }));
    const picked =
      items.length < 2
        ? items[0]
        : await window.showQuickPick(items, { title: t('Log before the restart'), placeHolder: t('Which container?') });
    if (picked) this.open({ engineId, containerId: picked.containerId, title: picked.label });
  }

  #remember(): void {
    const { open, log } = this.#deps;
    const subjects = Array.from(this.#panels.values(), ({ subject }) => subject);
    open.set(subjects).catch((error: unknown) => log.error('The open logs were not kept', error));
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
