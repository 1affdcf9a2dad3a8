import { definedOf } from '../../domain/base/defined.ts';
import { t } from '../../domain/base/text.ts';
import { stripAnsi } from '../../domain/logs/ansi.ts';
import { prettyJson } from '../../domain/logs/jsonLine.ts';
import { levelOf } from '../../domain/logs/level.ts';
import { ALL_LEVELS, type LogFilter, type Matcher, matcherOf, passes } from '../../domain/logs/logQuery.ts';
import { sourceOfLine } from '../../domain/logs/logSources.ts';
import type { SourceReference } from '../../domain/logs/traceback.ts';
import type { LogBatch, LogNews, LogTaken } from '../../protocol/logsPanel.ts';
import { entryOf, LogList } from './logList.ts';
import { LogModel, type PageEntry } from './logModel.ts';
import { logRow } from './logRow.ts';
import { Matches } from './matches.ts';
import { sourceClass } from './sourcesBar.ts';
import { TIME_WIDTH, timeText } from './timeText.ts';
import { DEFAULT_OPTIONS, type ViewOptions } from './viewOptions.ts';

export interface LogViewHost {
  older(before: number, count: number): Promise<LogBatch>;
  openSource(reference: SourceReference): void;
  /** Options or counts changed. */
  changed(): void;
  /** What was typed is no pattern; '' when it is. */
  invalid(text: string): void;
}

/** Entries kept while the end is followed, and with what was loaded by scrolling up. */
const KEPT = 200_000;
const KEPT_MOST = 400_000;
const OLDER = 10_000;
const SETTLE_MS = 10;

/** The lines: model, list, search and filter put together. */
export class LogView {
  readonly model = new LogModel();
  readonly list: LogList;
  readonly #host: LogViewHost;
  readonly #matches: Matches;
  readonly #collapsed = new Set<number>();
  readonly #expanded = new Set<number>();
  #options: ViewOptions = DEFAULT_OPTIONS;
  #filter: LogFilter = { levels: new Set(ALL_LEVELS) };
  #isFiltering = false;
  readonly #sources = new Map<string, number>();
  #matcher: Matcher | undefined;
  #current: number | undefined;
  #origin = '';
  #logStart = 0;
  #isLoading = false;
  #columns = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LogViewHost) {
    this.#host = host;
    this.list = new LogList({
      model: this.model,
      draw: (entry) => this.#draw(entry),
      onNearTop: () => void this.loadOlder(),
      onFollowChange: (isFollowing) => this.setOptions({ ...this.#options, isFollowing }),
    });
    this.#matches = new Matches(
      this.model,
      (number) => this.model.heightOf(number) > 0,
      () => this.#found(),
    );
    this.model.setMeasure((entry) => this.#measure(entry));
    new ResizeObserver(() => this.#rewrap()).observe(this.list.scroller);
    this.list.scroller.addEventListener('copy', (event) => this.#copy(event));
  }

  get options(): ViewOptions {
    return this.#options;
  }

  /** `3 of 57`, with a plus while the search goes on. */
  get matchText(): string {
    if (!this.#matcher) return '';
    if (this.#matches.isTooSlow) return t('pattern too slow');
    if (this.#matches.count === 0) return this.#matches.isDone ? t('no match') : '…';
    const place = this.#matches.placeOf(this.#current);
    const count = this.#matches.isDone ? String(this.#matches.count) : `${this.#matches.count}+`;
    return place === 0 ? t('{0} lines', count) : t('{0} of {1}', place, count);
  }

  get isFiltering(): boolean {
    return this.#isFiltering;
  }

  setLogStart(start: number): void {
    this.#logStart = start;
  }

  /** Who is read in a merged log; a line that begins with one of these names is that one's. */
  setSources(labels: readonly string[]): void {
    if (labels.length === this.#sources.size && labels.every((label) => this.#sources.has(label))) return;
    // The look of one that is known stays as it is.
    for (const label of labels) if (!this.#sources.has(label)) this.#sources.set(label, this.#sources.size);
    if (this.#isFiltering) this.remeasure();
    this.list.invalidate();
  }

  setOptions(next: ViewOptions): void {
    const before = this.#options;
    this.#options = next;
    const isFilterNew = (['include', 'exclude', 'isFilterRegex', 'levels', 'hidden', 'only'] as const).some(
      (key) => before[key] !== next[key],
    );
    const isFindNew = (['find', 'isFindRegex', 'isFindCaseSensitive'] as const).some(
      (key) => before[key] !== next[key],
    );
    this.list.scroller.classList.toggle('wrapped', next.isWrapped);
    if (isFilterNew) this.#setFilter(next);
    if (isFindNew) this.#setFind(next);
    if (isFilterNew || before.isWrapped !== next.isWrapped || before.times !== next.times) this.remeasure();
    if (before.isFollowing !== next.isFollowing) this.list.follow(next.isFollowing);
    if (before.times !== next.times) this.list.invalidate();
    if ((isFilterNew && this.#isFiltering) || (isFindNew && next.find !== '')) void this.#loadAll();
    this.#host.changed();
  }

  reset(start: number): void {
    this.model.reset(start);
    this.#collapsed.clear();
    this.#expanded.clear();
    this.#current = undefined;
    this.#matches.search(this.#matcher);
    this.list.setPending('');
    this.list.invalidate();
  }

  take({ batch, pending }: LogNews): LogTaken {
    const isFull = !this.list.isFollowing && this.model.count >= KEPT_MOST;
    if (isFull) return { isFull };
    if (batch.count > 0) {
      if (batch.start !== this.model.end) this.reset(batch.start);
      if (this.#origin === '')
        this.#origin = batch.times.slice(0, Math.max(0, batch.times.indexOf('\n'))) || batch.times;
      this.model.append(batch);
      if (this.list.isFollowing) this.list.shift(-this.model.trim(KEPT));
      this.#matches.extend();
    }
    this.list.setPending(pending);
    // A line of a group may have been drawn alone before the next one came.
    if (this.model.groupOf(batch.start)) this.list.invalidate();
    this.#host.changed();
    return { isFull: false };
  }

  /** Loads what is before the first entry; false when there is nothing, or no room. */
  async loadOlder(): Promise<boolean> {
    const before = this.model.start;
    if (this.#isLoading || before <= this.#logStart || this.model.count >= KEPT_MOST) return false;
    this.#isLoading = true;
    try {
      const batch = await this.#host.older(before, OLDER);
      if (batch.count === 0 || batch.start + batch.count !== this.model.start) return false;
      if (this.model.start === 0) this.#origin = batch.times.split('\n', 1)[0] ?? '';
      this.list.shift(this.model.prepend(batch));
      this.#matches.extend();
      this.#host.changed();
      return true;
    } finally {
      this.#isLoading = false;
      this.list.schedule();
    }
  }

  /** Shows an entry, loading up to it; false when it is too far back. */
  async goTo(number: number): Promise<boolean> {
    this.list.follow(false);
    while (number < this.model.start) if (!(await this.loadOlder())) return false;
    this.#current = number;
    this.list.invalidate();
    this.list.reveal(number);
    this.#host.changed();
    return true;
  }

  findNext(isForward: boolean): void {
    const from = this.#current ?? (isForward ? this.list.topEntry - 1 : this.model.end);
    const next = this.#matches.next(from, isForward);
    if (next !== undefined) void this.goTo(next);
  }

  /** The lines that pass the filter, or the last `count` of them, as plain text. */
  shownText(count = Number.POSITIVE_INFINITY): string {
    const lines: string[] = [];
    for (const entry of this.model.entries()) {
      if (this.#isFiltering && this.model.heightOf(entry.number) === 0 && !this.#isInClosedGroup(entry.number))
        continue;
      lines.push(this.#plain(entry));
    }
    return `${lines.slice(-count).join('\n')}\n`;
  }

  /** Heights are wrong: another filter, width or form. */
  remeasure(): void {
    const anchor = this.list.isFollowing ? undefined : this.list.topEntry;
    this.model.setMeasure((entry) => this.#measure(entry));
    this.#settle(anchor);
  }

  #settle(anchor: number | undefined): void {
    clearTimeout(this.#settling);
    const isDone = this.model.settle(SETTLE_MS, anchor ?? this.model.end);
    if (anchor !== undefined) this.list.reveal(anchor);
    this.list.invalidate();
    if (isDone) {
      this.#matches.search(this.#matcher);
      this.#host.changed();
    } else this.#settling = setTimeout(() => this.#settle(anchor), 0);
  }

  #rewrap(): void {
    const { columns } = this.list;
    if (columns === this.#columns) return;
    this.#columns = columns;
    if (this.#options.isWrapped) this.remeasure();
  }

  #setFilter({ include, exclude, isFilterRegex, levels, hidden, only }: ViewOptions): void {
    const matchers = [include, exclude].map((text) =>
      text === '' ? undefined : matcherOf({ text, isRegex: isFilterRegex, isCaseSensitive: false }),
    );
    const wrong = matchers.find((each) => each?.ok === false);
    this.#host.invalid(wrong && !wrong.ok ? wrong.failure.message : '');
    if (wrong) return;
    const [included, excluded] = matchers.map((each) => (each?.ok ? each.value : undefined));
    const isOfSome = hidden.length > 0 || only !== '';
    this.#isFiltering =
      isOfSome || levels.length < ALL_LEVELS.length || included !== undefined || excluded !== undefined;
    this.#filter = { levels: new Set(levels), ...definedOf({ include: included, exclude: excluded }) };
  }

  #setFind({ find, isFindRegex, isFindCaseSensitive }: ViewOptions): void {
    const made =
      find === '' ? undefined : matcherOf({ text: find, isRegex: isFindRegex, isCaseSensitive: isFindCaseSensitive });
    this.#host.invalid(made && !made.ok ? [made.failure.message, made.failure.nextStep].filter(Boolean).join(' ') : '');
    this.#matcher = made?.ok ? made.value : undefined;
    this.#current = undefined;
    this.#matches.search(this.#matcher);
    this.list.invalidate();
  }

  #found(): void {
    this.#host.changed();
  }

  /** A filter or search looks at the whole log, as far as there is room for it. */
  async #loadAll(): Promise<void> {
    while (await this.loadOlder()) {
      if (!this.#isFiltering && !this.#matcher) return;
    }
  }

  #measure(entry: PageEntry): number {
    if (entry.kind !== 'm' && this.#isFiltering && !this.#passes(entry)) return 0;
    if (this.#isInClosedGroup(entry.number)) return 0;
    if (this.#expanded.has(entry.number))
      return Math.max(1, prettyJson(stripAnsi(this.#sourceOf(entry.text)?.text ?? entry.text)).length);
    if (!this.#options.isWrapped) return 1;
    const width = stripAnsi(entry.text).length + TIME_WIDTH[this.#options.times];
    return Math.max(1, Math.ceil(width / Math.max(20, this.#columns)));
  }

  /** A traceback is shown whole as soon as errors are. */
  #passes(entry: PageEntry): boolean {
    if (!this.#isOfShown(entry)) return false;
    const isAllLevels = this.#filter.levels.size === ALL_LEVELS.length;
    const level = isAllLevels ? 'error' : this.model.groupOf(entry.number) ? 'error' : levelOf(entry.text);
    return passes(this.#filter, entry.text, level);
  }

  /** Lines of nobody are everybody's: they are shown whoever is folded away. */
  #isOfShown({ text }: PageEntry): boolean {
    const { hidden, only } = this.#options;
    if (only === '' && hidden.length === 0) return true;
    const source = this.#sourceOf(text)?.source;
    if (source === undefined) return true;
    return only === '' ? !hidden.includes(source) : source === only;
  }

  #sourceOf(text: string) {
    return this.#sources.size === 0 ? undefined : sourceOfLine(text, (label) => this.#sources.has(label));
  }

  #isInClosedGroup(number: number): boolean {
    const group = this.#collapsed.size === 0 ? undefined : this.model.groupOf(number);
    return group !== undefined && number > group.start && this.#collapsed.has(group.start);
  }

  #draw(entry: PageEntry): HTMLElement {
    return logRow(
      entry,
      {
        matcher: this.#matcher,
        sourceOf: (text) => this.#sourceOf(text),
        classOf: (source) => sourceClass(this.#sources.get(source) ?? 0),
        current: this.#current,
        timeOf: (stamp) => timeText(stamp, this.#options.times, this.#origin),
        groupOf: (number) => this.model.groupOf(number),
        isCollapsed: (start) => this.#collapsed.has(start),
        isExpanded: (number) => this.#expanded.has(number),
        lastLineOf: ({ end }) => this.model.entry(end)?.text ?? '',
      },
      {
        toggleGroup: (start) => this.#toggleGroup(start),
        toggleJson: (number) => this.#toggleJson(number),
        openSource: (reference) => this.#host.openSource(reference),
      },
    );
  }

  #toggleGroup(start: number): void {
    if (!this.#collapsed.delete(start)) this.#collapsed.add(start);
    const end = this.model.groupOf(start)?.end ?? start;
    for (let number = start; number <= end; number++) this.model.remeasure(number);
    this.list.invalidate();
  }

  #toggleJson(number: number): void {
    if (!this.#expanded.delete(number)) this.#expanded.add(number);
    this.model.remeasure(number);
    this.list.invalidate();
  }

  #plain(entry: PageEntry): string {
    const time = timeText(entry.time, this.#options.times, this.#origin);
    const text = entry.kind === 'm' ? `--- ${entry.text} ---` : stripAnsi(entry.text);
    return time === '' ? text : `${time} ${text}`;
  }

  /** Rows that are not drawn are part of the selection, too; so the text comes from the log and not from the page. */
  #copy(event: ClipboardEvent): void {
    const selection = document.getSelection();
    const [anchor, focus] = [entryOf(selection?.anchorNode ?? null), entryOf(selection?.focusNode ?? null)];
    if (anchor === undefined || focus === undefined || Math.abs(anchor - focus) < 2) return;
    const lines: string[] = [];
    for (const entry of this.model.entries(Math.min(anchor, focus), Math.max(anchor, focus) + 1)) {
      if (this.model.heightOf(entry.number) > 0) lines.push(this.#plain(entry));
    }
    event.clipboardData?.setData('text/plain', `${lines.join('\n')}\n`);
    event.preventDefault();
  }
}
