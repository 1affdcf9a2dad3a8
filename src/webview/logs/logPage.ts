import { t } from '../../domain/base/text.ts';
import {
  type LogCommand,
  LOGS_HOST_CHECKS,
  LOGS_PAGE_CHECKS,
  type LogNews,
  type LogsHost,
  type LogsPage,
  type LogsSubject,
  type LogStatus,
} from '../../protocol/logsPanel.ts';
import { RpcPeer } from '../../protocol/rpc.ts';
import type { Bridge } from '../shared/bridge.ts';
import { element, setText } from '../shared/dom.ts';
import { Announcer } from '../shared/announcer.ts';
import { LogView } from './logView.ts';
import { ProgressHead } from './progressHead.ts';
import { SourcesBar } from './sourcesBar.ts';
import { Toolbar } from './toolbar.ts';
import { DEFAULT_OPTIONS, isPageState, type PageState, type ViewOptions } from './viewOptions.ts';

/** Lines in the plain text mode: as many as a screen reader and a text field take without delay. */
const PLAIN_LINES = 5_000;
const REMEMBER_MS = 400;

/** The whole page: builds its parts and connects them with the extension. */
export class LogPage {
  readonly #bridge: Bridge;
  readonly #peer: RpcPeer<LogsPage, LogsHost>;
  readonly #view: LogView;
  readonly #toolbar: Toolbar;
  readonly #head = new ProgressHead();
  readonly #sources = new SourcesBar((options) => this.#change(options));
  readonly #announcer = new Announcer();
  readonly #cause = element('div', { className: 'cause', attributes: { hidden: '' } });
  readonly #before = element('div', { className: 'notice', attributes: { hidden: '' } });
  readonly #silent = element('div', { className: 'notice silent', role: 'status', attributes: { hidden: '' } });
  readonly #state = element('span', { className: 'state', text: t('Connecting') });
  readonly #counts = element('span', { className: 'counts' });
  readonly #jump = element('button', {
    className: 'jump',
    text: t('Go to the end'),
    attributes: { type: 'button', hidden: '' },
  });
  readonly #plain = element('textarea', {
    className: 'plain',
    label: t('Log as plain text'),
    attributes: { readonly: '', hidden: '', spellcheck: 'false', wrap: 'off' },
  });
  #subject: LogsSubject | undefined;
  #status: LogStatus | undefined;
  #remembered: PageState | undefined;
  #total = 0;
  #skipped = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const state = bridge.remembered();
    this.#remembered = isPageState(state) ? state : undefined;
    this.#view = new LogView({
      older: (before, count) => this.#peer.request('older', { before, count }),
      openSource: ({ path, line }) => this.#peer.emit('openSource', { path, line }),
      changed: () => this.#refresh(),
      invalid: (text) => this.#toolbar.showError(text),
    });
    this.#toolbar = this.#makeToolbar();
    this.#peer = this.#makePeer();
    this.#jump.addEventListener('click', () => this.#change({ isFollowing: true }));
    const showBefore = element('button', {
      className: 'link',
      text: t('Show the log before the restart'),
      attributes: { type: 'button' },
    });
    showBefore.addEventListener('click', () => this.#peer.emit('showBefore', undefined));
    this.#before.append(t('The container was restarted.'), ' ', showBefore);
    this.#view.list.scroller.addEventListener('scroll', () => this.#remember(), { passive: true });
  }

  begin(): void {
    const main = element('main', {
      className: 'page',
      children: [
        this.#head.element,
        this.#toolbar.element,
        this.#sources.element,
        this.#cause,
        this.#before,
        this.#silent,
        element('div', { className: 'lines', children: [this.#view.list.scroller, this.#plain, this.#jump] }),
        element('footer', { className: 'footer', children: [this.#state, this.#counts] }),
        this.#announcer.element,
      ],
    });
    document.body.append(main);
    this.#view.setOptions({ ...DEFAULT_OPTIONS, ...this.#remembered?.options, isFollowing: true });
    this.#peer.emit('ready', undefined);
  }

  #makePeer(): RpcPeer<LogsPage, LogsHost> {
    return new RpcPeer<LogsPage, LogsHost>({
      wire: this.#bridge.wire,
      mine: LOGS_PAGE_CHECKS,
      theirs: LOGS_HOST_CHECKS,
      onError: (error) => this.#peer.emit('problem', String(error)),
      handlers: {
        requests: {
          news: (news) => this.#news(news),
          shownText: () => this.#view.shownText(),
        },
        events: {
          begin: ({ subject, end }) => {
            this.#subject = subject;
            this.#total = end;
            this.#view.reset(end);
          },
          status: (status) => this.#showStatus(status),
          progress: (progress) => this.#head.show(progress),
          command: (command) => this.#run(command),
          cleared: () => this.#view.reset(this.#total),
        },
      },
    });
  }

  #makeToolbar(): Toolbar {
    return new Toolbar({
      change: (options) => this.#change(options),
      next: (isForward) => this.#view.findNext(isForward),
      firstError: () => void this.#firstError(),
      copy: () => this.#peer.emit('copy', this.#view.shownText()),
      saveAs: () => this.#peer.emit('saveAs', undefined),
      openAsDocument: () => this.#peer.emit('openAsDocument', undefined),
      clear: () => this.#peer.emit('clear', undefined),
      togglePlain: () => this.#togglePlain(),
      leave: () => this.#view.list.scroller.focus(),
    });
  }

  #change(options: Partial<ViewOptions>): void {
    this.#view.setOptions({ ...this.#view.options, ...options });
  }

  #news(news: LogNews) {
    this.#total = news.total;
    if (news.skipped > this.#skipped) this.#announcer.say(t('{0} lines were skipped on screen', news.skipped));
    this.#skipped = news.skipped;
    const taken = this.#view.take(news);
    const { top, options } = this.#remembered ?? {};
    this.#remembered = undefined;
    if (top !== undefined && options?.isFollowing === false) void this.#view.goTo(top);
    return taken;
  }

  #run(command: LogCommand): void {
    const { isFollowing, isWrapped } = this.#view.options;
    const actions: Readonly<Record<LogCommand, () => void>> = {
      find: () => this.#toolbar.focusFind(),
      findNext: () => this.#view.findNext(true),
      findPrevious: () => this.#view.findNext(false),
      toggleFollow: () => this.#change({ isFollowing: !isFollowing }),
      toggleWrap: () => this.#change({ isWrapped: !isWrapped }),
      firstError: () => void this.#firstError(),
    };
    actions[command]();
  }

  async #firstError(): Promise<void> {
    const number = this.#status?.firstError;
    if (number === undefined) this.#announcer.say(t('No error was seen in this log'));
    else if (!(await this.#view.goTo(number)))
      this.#announcer.say(t('The first error is too far back for this view; open the log as a document'));
    else this.#view.list.scroller.focus();
  }

  #showStatus(status: LogStatus): void {
    const isNew = this.#status?.state !== status.state || this.#status.cause !== status.cause;
    this.#status = status;
    this.#view.setLogStart(status.start);
    this.#view.setSources(status.sources?.labels ?? []);
    this.#sayRemarks(status);
    setText(this.#state, status.text);
    this.#state.dataset['state'] = status.state;
    this.#before.hidden = status.hasBefore !== true;
    const cause = status.cause ?? (status.state === 'failed' ? status.text : undefined);
    this.#cause.hidden = cause === undefined;
    if (cause !== undefined) {
      this.#cause.replaceChildren(
        element('strong', { text: cause }),
        element('span', { text: status.nextStep === undefined ? '' : ` ${status.nextStep}` }),
      );
    }
    if (isNew) this.#announcer.say([status.text, status.cause, status.nextStep].filter(Boolean).join('. '));
    this.#refresh();
  }

  #sayRemarks({ sources }: LogStatus): void {
    const silent = sources?.silent ?? [];
    this.#silent.hidden = silent.length === 0;
    const text = t('{0} has written nothing for long, while others go on.', silent.join(', '));
    if (silent.length > 0) setText(this.#silent, text);
  }

  #togglePlain(): void {
    const isPlain = this.#plain.hasAttribute('hidden');
    this.#plain.hidden = !isPlain;
    this.#view.list.scroller.hidden = isPlain;
    this.#toolbar.showPlain(isPlain);
    if (isPlain) {
      this.#plain.value = this.#view.shownText(PLAIN_LINES);
      this.#plain.focus();
      this.#plain.scrollTop = this.#plain.scrollHeight;
    } else this.#view.list.schedule();
    this.#refresh();
  }

  #refresh(): void {
    const { options, model } = this.#view;
    this.#toolbar.show(options);
    this.#sources.show(this.#status?.sources, options);
    this.#toolbar.showCount(this.#view.matchText);
    this.#jump.hidden = options.isFollowing || !this.#plain.hasAttribute('hidden') || model.count === 0;
    const parts = [t('{0} lines', this.#total.toLocaleString())];
    if (this.#skipped > 0)
      parts.push(t('{0} skipped on screen, all are in the saved log', this.#skipped.toLocaleString()));
    if (this.#view.isFiltering) parts.push(t('{0} rows pass the filter', model.rows.toLocaleString()));
    const unseen = this.#total - model.end;
    if (unseen > 0) parts.push(t('{0} new below', unseen.toLocaleString()));
    setText(this.#counts, parts.join(' · '));
    if (this.#wasFollowing !== options.isFollowing) {
      this.#wasFollowing = options.isFollowing;
      this.#peer.emit('following', options.isFollowing);
    }
    this.#remember();
  }

  #wasFollowing = true;

  #remember(): void {
    if (this.#saving !== undefined || !this.#subject) return;
    this.#saving = setTimeout(() => {
      this.#saving = undefined;
      if (!this.#subject) return;
      const { options } = this.#view;
      const top = options.isFollowing ? undefined : this.#view.list.topEntry;
      this.#bridge.remember({ subject: this.#subject, options, top } satisfies PageState);
    }, REMEMBER_MS);
  }
}
