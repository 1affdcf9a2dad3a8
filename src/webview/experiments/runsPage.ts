import { t } from '../../domain/base/text.ts';
import { columnTitle } from '../../domain/experiments/cellText.ts';
import {
  type ColumnFacts,
  FIRST_LAYOUT,
  type LaidOutColumn,
  layOutColumns,
  moveColumn,
  setHidden,
  setPinned,
  setWidth,
  type TableLayout,
  turnSort,
} from '../../domain/experiments/tableLayout.ts';
import type { PlotsView } from '../../domain/experiments/plotsView.ts';
import {
  RUNS_HOST_CHECKS,
  RUNS_PAGE_CHECKS,
  type RunsHost,
  type RunsPage as RunsPageSurface,
  type RunsStatus,
  type RunsSubject,
  type RunsView,
} from '../../protocol/experimentsPage.ts';
import { RpcPeer } from '../../protocol/rpc.ts';
import { Announcer } from '../shared/announcer.ts';
import type { Bridge } from '../shared/bridge.ts';
import { element } from '../shared/dom.ts';
import { ColumnsPanel } from './columnsPanel.ts';
import { listenToKeys } from './gridKeys.ts';
import { listenToMouse } from './gridMouse.ts';
import { GridView } from './gridView.ts';
import { LineCache } from './lineCache.ts';
import { isPageState, type PageState } from './pageState.ts';
import { PlotsPane } from './plotsPane.ts';
import { RunDots } from './runDots.ts';
import { RunSelection } from './runSelection.ts';
import { RunsNotice } from './runsNotice.ts';
import { RunsTools } from './runsTools.ts';

const REMEMBER_MS = 400;
/** Runs whose selection survives a reload: as many as anybody compares. */
const MOST_REMEMBERED = 500;

/** The whole page: builds its parts and connects them with the extension. */
export class RunsPage {
  readonly #bridge: Bridge;
  readonly #peer: RpcPeer<RunsPageSurface, RunsHost>;
  readonly #cache: LineCache;
  readonly #grid: GridView;
  readonly #tools: RunsTools;
  readonly #columnsPanel: ColumnsPanel;
  readonly #notice = new RunsNotice(() => this.#peer.emit('retry', undefined));
  readonly #announcer = new Announcer();
  readonly #dots: RunDots;
  readonly #plots: PlotsPane;
  readonly #selection = new RunSelection((ids) => this.#selected(ids));
  #subject: RunsSubject | undefined;
  #layout: TableLayout = FIRST_LAYOUT;
  #columns: readonly ColumnFacts[] = [];
  #laidOut: readonly LaidOutColumn[] = [];
  #view: RunsView | undefined;
  #status: RunsStatus | undefined;
  #remembered: PageState | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    const state = bridge.remembered();
    this.#remembered = isPageState(state) ? state : undefined;
    this.#dots = new RunDots(this.#remembered?.colors ?? [], () => this.#grid.redraw());
    this.#plots = new PlotsPane({
      colors: this.#dots.colors,
      needsLines: (request) => this.#peer.emit('needsLines', request),
      selected: (runIds) => this.#selection.replace(runIds),
      save: (plot) => this.#peer.emit('savePlot', plot),
      values: () => this.#peer.request('runValues', undefined),
      importance: (metric) => this.#peer.request('importance', metric),
      pictures: (runIds) => this.#peer.request('pictures', runIds),
      picture: (question) => this.#peer.request('picture', question),
      changed: () => this.#tellPlots(),
    });
    this.#peer = this.#makePeer();
    this.#cache = new LineCache(
      (request) => this.#peer.request('lines', request),
      () => this.#grid.schedule(),
    );
    this.#grid = new GridView({
      cache: this.#cache,
      isSelected: (runId) => this.#selection.has(runId),
      paintDot: (dot, runId) => this.#dots.paint(dot, runId),
    });
    this.#columnsPanel = new ColumnsPanel({
      change: (layout) => this.#setLayout(layout),
      close: () => this.#chooseColumns(false),
    });
    this.#tools = new RunsTools({
      complete: (text, caret) => this.#peer.request('complete', { text, caret }),
      leave: () => this.#grid.element.focus(),
      change: (change) => this.#setLayout({ ...this.#layout, ...change }),
      toggleColumns: () => this.#chooseColumns(!this.#columnsPanel.isOpen),
      togglePlots: () => this.#openPlots(!this.#plots.isOpen),
      exportAs: (format) => this.#peer.emit('exportAs', format),
    });
    this.#listen();
  }

  begin(): void {
    document.body.append(
      element('main', {
        className: 'page',
        children: [
          this.#tools.element,
          this.#notice.element,
          element('div', {
            className: 'table-area',
            children: [this.#grid.element, this.#notice.empty, this.#columnsPanel.element],
          }),
          this.#plots.splitter,
          this.#plots.element,
          element('footer', { className: 'footer', children: [this.#notice.counts, this.#notice.state] }),
          this.#announcer.element,
        ],
      }),
    );
    this.#peer.emit('ready', undefined);
  }

  #makePeer(): RpcPeer<RunsPageSurface, RunsHost> {
    return new RpcPeer<RunsPageSurface, RunsHost>({
      wire: this.#bridge.wire,
      mine: RUNS_PAGE_CHECKS,
      theirs: RUNS_HOST_CHECKS,
      onError: (error) => this.#peer.emit('problem', String(error)),
      handlers: {
        requests: {},
        events: {
          begin: ({ subject, layout, plots, panelId, canChange }) => {
            this.#subject = subject;
            document.title = subject.title;
            this.#layout = layout;
            this.#grid.panelId = panelId;
            this.#grid.canChange = canChange;
            this.#selection.replace(this.#remembered?.selected ?? []);
            if (plots.isOpen) this.#openPlots(true, plots);
            else this.#plots.open(false, plots);
          },
          renamed: (subject) => {
            this.#subject = subject;
            document.title = subject.title;
            this.#remember();
          },
          columns: (columns) => {
            this.#columns = columns;
            this.#arrange();
          },
          view: (view) => {
            // News for the page that was here before: what this one remembers is taken back when it has begun.
            if (this.#subject) this.#show(view);
          },
          status: (status) => this.#showStatus(status),
          plotted: (plotted) => this.#plots.setRuns(plotted),
          plotLines: (lines) => this.#plots.setLines(lines),
          layout: (layout) => {
            this.#layout = layout;
            this.#arrange();
          },
          gone: (ids) => this.#selection.drop(ids),
        },
      },
    });
  }

  #listen(): void {
    const keyAt = (column: number) => this.#laidOut[column - 1]?.key;
    const onKey = (act: (key: string) => TableLayout) => (column: number) => {
      const key = keyAt(column);
      if (key !== undefined) this.#setLayout(act(key));
    };
    const sort = (column: number, isAdded: boolean) =>
      onKey((key) => ({ ...this.#layout, sort: turnSort(this.#layout.sort, key, isAdded) }))(column);
    const widen = (column: number, width: number) => onKey((key) => setWidth(this.#layout, key, width))(column);
    listenToMouse(this.#grid, {
      clickHead: sort,
      clickLine: (line, how) => void this.#clickLine(line, how),
      openLine: (line) => this.#openLine(line),
      resize: (column, width, isDone) => (isDone ? widen(column, width) : this.#drawWidth(column, width)),
      move: (column, before) => this.#move(column, before),
    });
    listenToKeys(this.#grid, {
      toggle: (line) => void this.#clickLine(line, 'toggle'),
      extend: (line) => void this.#clickLine(line, 'range'),
      selectAll: () => void this.#selectRange(0, this.#grid.lines),
      open: (line) => this.#openLine(line),
      sort,
      hide: onKey((key) => setHidden(this.#layout, key, true)),
      pin: onKey((key) => setPinned(this.#layout, key, !this.#layout.pinned.includes(key))),
      widen: (column, by) => widen(column, (this.#laidOut[column - 1]?.width ?? 0) + by),
      move: (column, by) => {
        this.#move(column, by < 0 ? column - 1 : column + 2);
        this.#grid.moveTo(-1, column + by);
      },
      copy: () => this.#copy(),
    });
    this.#grid.element.addEventListener('scroll', () => this.#remember(), { passive: true });
  }

  #setLayout(layout: TableLayout): void {
    this.#layout = layout;
    this.#arrange();
    this.#peer.emit('layout', layout);
  }

  /** A width that is still being dragged is nobody's yet. */
  #drawWidth(column: number, width: number): void {
    const key = this.#laidOut[column - 1]?.key;
    if (key === undefined) return;
    const layout = setWidth(this.#layout, key, width);
    this.#grid.setColumns(layOutColumns(this.#columns, layout), layout.sort);
  }

  #move(column: number, before: number): void {
    const key = this.#laidOut[column - 1]?.key;
    if (key !== undefined && before > 0)
      this.#setLayout(moveColumn(this.#laidOut, this.#layout, { key, before: this.#laidOut[before - 1]?.key }));
  }

  #arrange(): void {
    this.#laidOut = layOutColumns(this.#columns, this.#layout);
    this.#grid.setColumns(this.#laidOut, this.#layout.sort);
    this.#columnsPanel.show(this.#columns, this.#layout);
    const metrics = this.#laidOut.filter(({ group }) => group === 'metrics').map(({ name }) => name);
    const { pivot } = this.#layout;
    // A pivot shows one metric, and none as a column.
    this.#plots.setMetrics(metrics.length === 0 && pivot ? [pivot.metric.slice('metrics.'.length)] : metrics);
    this.#plots.setGrouped(this.#layout.groupBy.length > 0);
    this.#showTools();
  }

  #showTools(): void {
    this.#tools.show(this.#columns, this.#layout, {
      isChoosing: this.#columnsPanel.isOpen,
      isPlotting: this.#plots.isOpen,
    });
  }

  /** Plots of last values follow the table. A question that fails is told to the extension by the wire. */
  #refreshPlots(): void {
    const { version = 0, matched = 0 } = this.#view ?? {};
    void this.#plots.refreshValues(`${version} ${matched}`);
  }

  #openPlots(isOpen: boolean, view?: PlotsView): void {
    this.#plots.open(isOpen, view);
    this.#tellPlots();
    this.#refreshPlots();
    this.#showTools();
  }

  /** Not before the page knows what the extension has kept. */
  #tellPlots(): void {
    if (this.#subject) this.#peer.emit('plots', this.#plots.view);
  }

  #chooseColumns(isOpen: boolean): void {
    this.#columnsPanel.open(isOpen);
    this.#showTools();
    if (!isOpen) this.#tools.focusColumns();
  }

  #show(view: RunsView): void {
    const before = this.#view;
    this.#view = view;
    this.#cache.version = view.version;
    this.#grid.setLines(view.lines);
    this.#takeBack();
    this.#refreshPlots();
    this.#refresh();
    if (before && (before.matched !== view.matched || before.groups !== view.groups)) this.#announce(view);
  }

  /** Once, when the lines are there that it was scrolled over. */
  #takeBack(): void {
    const state = this.#remembered;
    if (!state || this.#grid.lines === 0) return;
    this.#remembered = undefined;
    requestAnimationFrame(() => {
      this.#grid.moveTo(state.line, state.column);
      this.#grid.element.scrollTo(state.left, state.top);
    });
  }

  #announce({ matched, total, groups }: RunsView): void {
    const [first] = this.#layout.sort;
    const column = this.#laidOut.find(({ key }) => key === first?.key);
    const parts = [t('{0} of {1} runs', matched, total)];
    if (groups > 0) parts.push(t('{0} groups', groups));
    if (column) parts.push(t('sorted by {0}', columnTitle(column.group, column.name)));
    this.#announcer.say(parts.join(', '));
  }

  #showStatus(status: RunsStatus): void {
    const isNew = this.#status?.state !== status.state;
    this.#status = status;
    this.#tools.filter.showNote(status.filterNote ?? '', status.isFilterWrong);
    if (isNew && status.text !== '') this.#announcer.say([status.text, status.nextStep].filter(Boolean).join(' '));
    this.#refresh();
  }

  #refresh(): void {
    this.#notice.show(this.#status, this.#view, this.#selection.ids.length);
    this.#grid.element.setAttribute('aria-busy', String(this.#status?.state === 'loading'));
    this.#remember();
  }

  async #clickLine(line: number, how: 'only' | 'toggle' | 'range'): Promise<void> {
    const found = this.#cache.line(line);
    const { anchor } = this.#selection;
    if (how === 'range' && anchor !== undefined)
      return await this.#selectRange(Math.min(anchor, line), Math.abs(anchor - line) + 1);
    if (found?.group) return this.#peer.emit('toggleGroup', found.group.key);
    if (!found) return;
    if (how === 'only') this.#selection.only(found.runId, line);
    else this.#selection.toggle(found.runId, line);
  }

  /** Runs between the ends need not be on the page. */
  async #selectRange(start: number, count: number): Promise<void> {
    const version = this.#view?.version ?? 0;
    this.#selection.replace(await this.#peer.request('runIds', { version, start, count }));
  }

  #openLine(line: number): void {
    const found = this.#cache.line(line);
    if (found?.group) this.#peer.emit('toggleGroup', found.group.key);
    else if (found) this.#peer.emit('openRun', found.runId);
  }

  #selected(ids: readonly string[]): void {
    this.#grid.schedule();
    this.#peer.emit('selected', ids);
    this.#plots.select(ids);
    this.#refresh();
  }

  /** The value of the active cell, with all its digits. */
  #copy(): void {
    const { line, column } = this.#grid.active;
    const facts = this.#laidOut[column - 1];
    const found = this.#cache.line(line);
    const value = facts ? found?.cells.get(facts.index) : found?.runId;
    if (value !== undefined && value !== null) this.#peer.emit('copy', value);
  }

  #remember(): void {
    if (this.#saving !== undefined || !this.#subject || this.#remembered) return;
    this.#saving = setTimeout(() => {
      this.#saving = undefined;
      if (!this.#subject) return;
      const { scrollTop, scrollLeft } = this.#grid.element;
      const selected = this.#selection.ids.slice(0, MOST_REMEMBERED);
      const colors = this.#dots.colors.kept().filter(([runId]) => this.#selection.has(runId));
      const place = { top: scrollTop, left: scrollLeft, ...this.#grid.active };
      this.#bridge.remember({ subject: this.#subject, selected, colors, ...place } satisfies PageState);
    }, REMEMBER_MS);
  }
}
