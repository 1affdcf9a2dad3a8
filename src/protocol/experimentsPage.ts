import type { LineRequest } from '../domain/experiments/chartLine.ts';
import type { ColumnFacts, Pivot, TableLayout } from '../domain/experiments/tableLayout.ts';
import type { PlotsView } from '../domain/experiments/plotsView.ts';
import type { RunValues } from '../domain/experiments/runValues.ts';
import type { TableLine } from '../domain/experiments/runsModel.ts';
import {
  type Check,
  isArrayOf,
  isBoolean,
  isCount,
  isNothing,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from './checks.ts';
import {
  isLineRequest,
  isPictureAnswer,
  isPlotFile,
  isPlotLines,
  isPlottedRuns,
  isPlotsView,
  isRunPictures,
  type PictureAnswer,
  type PlotFile,
  type PlotLines,
  type PlottedRuns,
  isPlotImportance,
  isRunValues,
  type PlotImportance,
  type RunPictures,
} from './plotMessages.ts';
import type { Surface, SurfaceChecks } from './rpc.ts';

/** Whose runs a page shows; enough to open them again after the window was reloaded. */
export interface RunsSubject {
  readonly trackerId: string;
  readonly experimentIds: readonly string[];
  readonly title: string;
}

/** Which lines there are. `version` is another one whenever lines may have moved, and belongs to every question about lines. */
export interface RunsView {
  readonly version: number;
  readonly lines: number;
  /** Runs that pass the filter, and all. */
  readonly matched: number;
  readonly total: number;
  readonly groups: number;
}

export interface RunsStatus {
  readonly state: 'loading' | 'ready' | 'partial' | 'stale' | 'failed';
  readonly text: string;
  readonly nextStep?: string;
  /** Where the filter is judged, or why it is none. */
  readonly filterNote?: string;
  readonly isFilterWrong: boolean;
}

export interface LinesRequest {
  readonly version: number;
  readonly start: number;
  readonly count: number;
  /** Indexes of columns. */
  readonly columns: readonly number[];
}

export interface LinesReply {
  /** That of the lines, which may be newer than the one asked for. */
  readonly version: number;
  readonly lines: readonly TableLine[];
}

/** One of the files that `pictures` has named. */
export interface PictureQuestion {
  readonly runId: string;
  readonly path: string;
}

export interface FilterCompletions {
  /** The part of the text that a completion takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly text: string; readonly detail: string }[];
}

export const EXPORT_FORMATS = ['csv', 'markdown', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the extension serves. */
export interface RunsHost extends Surface {
  readonly requests: {
    readonly lines: { readonly params: LinesRequest; readonly reply: LinesReply };
    /** Ids of the runs that stand in these lines, groups left out; at most as many as the table holds. */
    readonly runIds: {
      readonly params: { readonly version: number; readonly start: number; readonly count: number };
      readonly reply: readonly string[];
    };
    /** Last values of the runs that pass the filter. */
    readonly runValues: { readonly params: undefined; readonly reply: RunValues };
    /** What a metric of them depends on; nothing when they are too few. */
    readonly importance: { readonly params: string; readonly reply: PlotImportance | undefined };
    /** Pictures and confusion matrices among the artifacts of these runs. */
    readonly pictures: { readonly params: readonly string[]; readonly reply: RunPictures };
    /** What one of them holds. */
    readonly picture: { readonly params: PictureQuestion; readonly reply: PictureAnswer };
    readonly complete: {
      readonly params: { readonly text: string; readonly caret: number };
      readonly reply: FilterCompletions;
    };
  };
  readonly events: {
    /** The page is there, or is there again, and knows nothing. */
    readonly ready: undefined;
    readonly layout: TableLayout;
    readonly toggleGroup: string;
    /** Ids of the runs that are selected. */
    readonly selected: readonly string[];
    readonly openRun: string;
    /** How plots are shown, or that they are no more. */
    readonly plots: PlotsView;
    readonly needsLines: LineRequest;
    readonly savePlot: PlotFile;
    readonly exportAs: ExportFormat;
    readonly copy: string;
    readonly retry: undefined;
    /** An error of the page itself, for the extension's log. */
    readonly problem: string;
  };
}

/** What the page serves. */
export interface RunsPage extends Surface {
  readonly requests: Surface['requests'];
  readonly events: {
    readonly begin: {
      readonly subject: RunsSubject;
      readonly layout: TableLayout;
      readonly plots: PlotsView;
      readonly panelId: string;
      /** The tracker can be written to. */
      readonly canChange: boolean;
    };
    /** An experiment has another name. */
    readonly renamed: RunsSubject;
    readonly columns: readonly ColumnFacts[];
    readonly view: RunsView;
    readonly status: RunsStatus;
    readonly plotted: PlottedRuns;
    readonly plotLines: PlotLines;
    /** The user has changed the layout by a command. */
    readonly layout: TableLayout;
    /** Ids of runs that were selected and are not there any more. */
    readonly gone: readonly string[];
  };
}

export const isRunsSubject = isShape<RunsSubject>({
  trackerId: isString,
  experimentIds: isArrayOf(isString),
  title: isString,
});

const isSortKey = isShape({ key: isString, isDescending: isBoolean });

export const isTableLayout = isShape<TableLayout>({
  hidden: isArrayOf(isString),
  shown: isArrayOf(isString),
  pinned: isArrayOf(isString),
  order: isArrayOf(isString),
  widths: isArrayOf(isShape({ key: isString, width: isNumber })),
  sort: isArrayOf(isSortKey),
  filter: isString,
  groupBy: isArrayOf(isString),
  pivot: isOptional(isShape<Pivot>({ by: isString, metric: isString, cell: isOneOf('mean', 'best', 'count') })),
  isDifferencesOnly: isBoolean,
});

const isCell: Check<string | null> = (value) => value === null || typeof value === 'string';
/** The row of a group is -1. */
const isRow: Check<number> = (value): value is number => value === -1 || isCount(value);

const isLine = isShape<TableLine>({
  row: isRow,
  runId: isString,
  cells: isArrayOf(isCell),
  group: isOptional(isShape({ key: isString, runs: isCount, isOpen: isBoolean })),
  trouble: isOptional(isString),
});

const isColumn = isShape<ColumnFacts>({
  index: isCount,
  group: isOneOf('attributes', 'params', 'metrics', 'tags', 'pivot'),
  name: isString,
  kind: isOneOf('number', 'text', 'time', 'duration', 'state'),
  isExtra: isBoolean,
  isSame: isBoolean,
});

export const RUNS_HOST_CHECKS: SurfaceChecks<RunsHost> = {
  requests: {
    lines: {
      params: isShape<LinesRequest>({ version: isCount, start: isCount, count: isCount, columns: isArrayOf(isCount) }),
      reply: isShape<LinesReply>({ version: isCount, lines: isArrayOf(isLine) }),
    },
    runIds: {
      params: isShape({ version: isCount, start: isCount, count: isCount }),
      reply: isArrayOf(isString),
    },
    runValues: { params: isNothing, reply: isRunValues },
    importance: { params: isString, reply: isOptional(isPlotImportance) },
    pictures: { params: isArrayOf(isString), reply: isRunPictures },
    picture: { params: isShape<PictureQuestion>({ runId: isString, path: isString }), reply: isPictureAnswer },
    complete: {
      params: isShape({ text: isString, caret: isCount }),
      reply: isShape<FilterCompletions>({
        start: isCount,
        end: isCount,
        items: isArrayOf(isShape({ text: isString, detail: isString })),
      }),
    },
  },
  events: {
    ready: isNothing,
    layout: isTableLayout,
    toggleGroup: isString,
    selected: isArrayOf(isString),
    openRun: isString,
    plots: isPlotsView,
    needsLines: isLineRequest,
    savePlot: isPlotFile,
    exportAs: isOneOf(...EXPORT_FORMATS),
    copy: isString,
    retry: isNothing,
    problem: isString,
  },
};

export const RUNS_PAGE_CHECKS: SurfaceChecks<RunsPage> = {
  requests: {},
  events: {
    begin: isShape({
      subject: isRunsSubject,
      layout: isTableLayout,
      plots: isPlotsView,
      panelId: isString,
      canChange: isBoolean,
    }),
    renamed: isRunsSubject,
    columns: isArrayOf(isColumn),
    view: isShape<RunsView>({ version: isCount, lines: isCount, matched: isCount, total: isCount, groups: isCount }),
    status: isShape<RunsStatus>({
      state: isOneOf('loading', 'ready', 'partial', 'stale', 'failed'),
      text: isString,
      nextStep: isOptional(isString),
      filterNote: isOptional(isString),
      isFilterWrong: isBoolean,
    }),
    plotted: isPlottedRuns,
    plotLines: isPlotLines,
    layout: isTableLayout,
    gone: isArrayOf(isString),
  },
};
