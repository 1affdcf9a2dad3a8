import type { LineRequest } from '../../domain/experiments/chartLine.ts';
import type { LinePlotsView } from '../../domain/experiments/plotsView.ts';

/** A picture or a table that the user wants as a file; the host asks where. */
export interface SavedPlot {
  /** With its ending; made of the plot's title. */
  readonly name: string;
  readonly mime: 'image/png' | 'image/svg+xml' | 'text/csv';
  readonly content: string | Uint8Array;
}

/** What plots ask of the page that holds them. */
export interface ChartHost {
  /** The user has brushed or picked these runs; none: the selection is taken back. */
  selected(runIds: readonly string[]): void;
  /** The user wants a file. */
  save(plot: SavedPlot): void;
}

/** Picks runs, and those that were picked before and shall stay. */
export function pick(host: ChartHost, before: Iterable<string>, runIds: readonly string[]): void {
  host.selected([...new Set([...before, ...runIds])]);
}

/** What plots of lines ask besides. */
export interface LineHost extends ChartHost {
  /** Lines are to be drawn, or a part of them in more detail. The answer comes through `LinePlots.setLines`, whenever it is there. */
  needsLines(request: LineRequest): void;
  /** The user has changed how lines are shown; the page may remember it. */
  viewChanged(view: LinePlotsView): void;
}

/** A run, for legends and tables. Its colour is found by its id. */
export interface PlottedRun {
  readonly id: string;
  readonly name: string;
  /** Its values could not be read: said in the legend. */
  readonly trouble?: string;
}
