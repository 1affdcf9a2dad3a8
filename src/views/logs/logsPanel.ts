import { env, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { describeLogState, type LogSession } from '../../domain/logs/logSession.ts';
import {
  type LogCommand,
  LOGS_HOST_CHECKS,
  LOGS_PAGE_CHECKS,
  type LogsHost,
  type LogsPage,
  type LogsSubject,
  type LogStatus,
} from '../../protocol/logsPanel.ts';
import { RpcPeer } from '../../protocol/rpc.ts';
import { openPage } from '../shared/panel.ts';
import { logBatch } from './logBatch.ts';
import type { LogCause } from './logCause.ts';
import { LogFeed } from './logFeed.ts';
import { titleOf } from './openLogs.ts';
import { progressView } from './progressView.ts';
import { ShownProgress, type ShownProgressParts } from './shownProgress.ts';

const LOGS_VIEW_TYPE = 'trainyard.logs';

/** What a panel asks of the feature around it. */
export interface LogsPanelActions {
  openSource(subject: LogsSubject, place: { readonly path: string; readonly line: number }): void;
  openAsDocument(subject: LogsSubject, session: LogSession): void;
  saveAs(subject: LogsSubject, session: LogSession): void;
  /** The log of the process before a restart. */
  showBefore(subject: LogsSubject, session: LogSession): void;
  /** Why the run ended as it did; asked for once it has ended. */
  causeOf(subject: LogsSubject, session: LogSession): Promise<LogCause | undefined>;
}

export interface LogsPanelParts extends Pick<ShownProgressParts, 'metrics' | 'trackingOf'> {
  readonly subject: LogsSubject;
  readonly session: LogSession;
  readonly extensionUri: Uri;
  readonly actions: LogsPanelActions;
  readonly log: Log;
  /** The panel that VS Code brings back after a reload of the window. */
  readonly panel?: WebviewPanel;
}

/** One log in the editor area. */
export class LogsPanel implements Disposable {
  readonly subject: LogsSubject;
  readonly session: LogSession;
  readonly #panel: WebviewPanel;
  readonly #actions: LogsPanelActions;
  readonly #store = new DisposableStore();
  readonly #peer: RpcPeer<LogsHost, LogsPage>;
  readonly #feed: LogFeed;
  readonly #progress: ShownProgress;
  #cause: LogCause | undefined;
  #isCauseAsked = false;

  constructor({ subject, session, extensionUri, actions, log, panel, ...sources }: LogsPanelParts) {
    this.subject = subject;
    this.session = session;
    this.#actions = actions;
    const title = titleOf(subject);
    this.#panel =
      panel ??
      window.createWebviewPanel(LOGS_VIEW_TYPE, title, { viewColumn: ViewColumn.Active, preserveFocus: false });
    this.#panel.title = title;
    const wire = openPage(this.#panel.webview, { extensionUri, page: 'logs', title });
    this.#peer = this.#store.add(
      new RpcPeer<LogsHost, LogsPage>({
        wire,
        mine: LOGS_HOST_CHECKS,
        theirs: LOGS_PAGE_CHECKS,
        onError: (error) => log.error('Log panel', error),
        handlers: {
          requests: {
            older: async ({ before, count }) => {
              const start = Math.max(this.session.start, before - Math.min(count, 20_000));
              return logBatch(start, await this.session.read(start, Math.max(0, before - start)));
            },
          },
          events: {
            ready: () => this.#begin(),
            following: (isFollowing) => {
              if (isFollowing) this.#feed.release();
            },
            openSource: (place) => this.#actions.openSource(this.subject, place),
            copy: (text) => void env.clipboard.writeText(text),
            saveAs: () => this.saveAs(),
            openAsDocument: () => this.openAsDocument(),
            clear: () => this.clear(),
            showBefore: () => this.#actions.showBefore(this.subject, this.session),
            problem: (text) => log.error(text),
          },
        },
      }),
    );
    this.#feed = this.#store.add(new LogFeed(session, this.#peer));
    this.#store.add(
      session.onDidChange(() => {
        this.#tellStatus();
        // No time is left once the run has ended.
        this.#tellProgress();
      }),
    );
    const { runId } = subject;
    this.#progress = this.#store.add(new ShownProgress({ session, runId, ...sources }, () => this.#tellProgress()));
    this.#store.add(
      this.#panel.onDidChangeViewState(() => {
        this.#progress.setVisible(this.#panel.visible);
        this.#feed.setVisible(this.#panel.visible);
      }),
    );
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  onDidClose(listener: () => void): Disposable {
    return this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  command(command: LogCommand): void {
    this.#peer.emit('command', command);
  }

  openAsDocument(): void {
    this.#actions.openAsDocument(this.subject, this.session);
  }

  saveAs(): void {
    this.#actions.saveAs(this.subject, this.session);
  }

  clear(): void {
    this.session.clear();
    this.#peer.emit('cleared', undefined);
    this.#feed.begin();
    this.#tellStatus();
  }

  /** All lines that the page shows, to the clipboard. */
  async copyAll(): Promise<void> {
    await env.clipboard.writeText(await this.#peer.request('shownText', undefined));
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }

  #begin(): void {
    this.#peer.restart();
    this.#peer.emit('begin', { subject: this.subject, end: this.session.buffer.end });
    this.#tellStatus();
    this.#tellProgress();
    this.#feed.setVisible(this.#panel.visible);
    this.#feed.begin();
  }

  #tellStatus(): void {
    const { state, firstError, start } = this.session;
    if (state.kind !== 'ended') {
      this.#cause = undefined;
      this.#isCauseAsked = false;
    } else if (!this.#isCauseAsked) {
      this.#isCauseAsked = true;
      void this.#askCause();
    }
    const status: LogStatus = {
      state: state.kind,
      text: describeLogState(state),
      start,
      ...(this.session.beforeRestarts.length > 0 ? { hasBefore: true } : {}),
      ...definedOf({
        sources: this.session.sources,
        firstError,
        cause: this.#cause?.message,
        nextStep: this.#cause?.fix ?? nextStepOf(this.session),
      }),
    };
    this.#peer.emit('status', status);
  }

  async #askCause(): Promise<void> {
    this.#cause = await this.#actions.causeOf(this.subject, this.session);
    if (this.#cause && !this.#store.isDisposed) this.#tellStatus();
  }

  #tellProgress(): void {
    const { current } = this.#progress;
    if (current) this.#peer.emit('progress', progressView(current, this.session.state.kind === 'following'));
  }
}

function nextStepOf({ state }: LogSession): string | undefined {
  return state.kind === 'failed' ? state.failure.nextStep : undefined;
}
