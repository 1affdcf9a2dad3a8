import type { ChartAxis } from './chartLine.ts';

/** How lines are shown, as the user has set it. */
export interface LinePlotsView {
  readonly axis: ChartAxis;
  readonly smoothing: number;
  readonly isLog: boolean;
  /** Plots beside each other show the same part of the axis. */
  readonly isTogether: boolean;
  /** Where the table is grouped, a line is the mean of a group, with a band from its least to its greatest value. */
  readonly isByGroup: boolean;
}

export const RUN_CHART_KINDS = ['parallel', 'scatter', 'boxes', 'importance'] as const;
export type RunChartKind = (typeof RUN_CHART_KINDS)[number];

/** Which plot of last values is shown, and of what. Names that are gone are as good as none. */
export interface RunChartsView {
  readonly kind: RunChartKind;
  readonly param: string;
  readonly metric: string;
}

/** What a user has made of the plots of a table; kept for each choice of experiments, as the layout is. */
export interface PlotsView {
  readonly isOpen: boolean;
  /** CSS pixels. */
  readonly height: number;
  readonly lines: LinePlotsView;
  readonly chart: RunChartsView;
}

/** Before anybody has said otherwise. */
export const FIRST_PLOTS: PlotsView = {
  isOpen: false,
  height: 320,
  lines: { axis: 'step', smoothing: 0, isLog: false, isTogether: true, isByGroup: true },
  chart: { kind: 'parallel', param: '', metric: '' },
};
