/** What the horizontal axis counts. Steps as logged; `time` in milliseconds since 1970; `relative` in seconds since the run's first value. */
export type ChartAxis = 'step' | 'time' | 'relative';

/** How lines are wanted: the same for all runs of a plot. */
export interface LineView {
  readonly axis: ChartAxis;
  /** Weight of what came before, from 0 (as logged) to 0.999. */
  readonly smoothing: number;
}

/** A part of a plot that has to be drawn, or drawn with more detail. */
export interface LineRequest extends LineView {
  readonly metric: string;
  readonly runIds: readonly string[];
  /** In the unit of the axis, both ends in it; everything when absent. */
  readonly range?: ChartRange;
  /** Width of the plot in device pixels: more points than two a pixel show nothing more. */
  readonly pixels: number;
}

export interface ChartRange {
  readonly from: number;
  readonly to: number;
}

/** A value and where it stands on the axis. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** The ends and the extremes of what is finite. */
export interface LineExtremes {
  readonly first: ChartPoint;
  readonly last: ChartPoint;
  readonly lowest: ChartPoint;
  readonly highest: ChartPoint;
}

/** What is known of all values of a line, whatever part of it is drawn. */
export interface LineFacts {
  /** Points logged, as far as they are known. */
  readonly count: number;
  /** Ends of the axis. NaN when there are no points. */
  readonly from: number;
  readonly to: number;
  /** Absent when no value is finite. */
  readonly finite?: LineExtremes;
  /** Values that are NaN or infinite. */
  readonly notFinite: number;
}

export interface LineBand {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Runs of the group that have values. */
  readonly runs: number;
}

/**
 * One run's values in a plot. `x` ascends; NaN in `y` is a gap, and the infinities are marked at the edge.
 * When there are more points than the pixels can show, these are the extremes of each pixel.
 */
export interface ChartLine {
  readonly runId: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The values as logged, behind a smoothed line: their extremes of each pixel. */
  readonly raw?: { readonly x: Float64Array; readonly y: Float64Array };
  /** Of a group of runs, whose mean `y` is: the least and the greatest value of any of them at each point; NaN where none has one. */
  readonly band?: LineBand;
  /** The part of the axis that this is; all of it when absent. */
  readonly range?: ChartRange;
  /** There are more points than are here. */
  readonly isThinned: boolean;
  readonly facts: LineFacts;
}
