import { formatMetric } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { importanceSummary } from '../../domain/experiments/chartSummary.ts';
import type { Importance, ImportanceAnswer } from '../../domain/experiments/parameterImportance.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { ChartHost } from './chartHost.ts';
import type { ChartTheme } from './chartTheme.ts';
import { PickPlot, type PlotMark } from './pickPlot.ts';
import type { Surface } from './surface.ts';

export interface ImportanceModel {
  readonly metric: string;
  /** Undefined: there are too few runs to tell. */
  readonly answer: ImportanceAnswer | undefined;
}

const ROW = 22;
const BAR = 12;

/** Bars: which parameters a metric depends on, the most first. */
export function importanceChart(
  container: HTMLElement,
  host: ChartHost,
  colors: RunColors,
  { metric, answer }: ImportanceModel,
): PickPlot {
  const importances = answer?.importances ?? [];
  return new PickPlot(container, host, colors, {
    title: t('What {0} depends on', metric),
    kind: t('bar plot'),
    canBrush: false,
    paint: (surface, theme) => paintBars(importances, surface, theme),
    table: () => ({
      columns: [t('Parameter'), t('Importance'), t('Rank correlation')],
      rowCount: importances.length,
      cell: (row, column) => {
        const one = importances[row];
        return [one?.name ?? '', one?.share ?? 0, one?.correlation ?? NaN][column] ?? '';
      },
    }),
    summary: () => importanceSummary(metric, answer),
  });
}

function paintBars(importances: readonly Importance[], surface: Surface, theme: ChartTheme): readonly PlotMark[] {
  // The least important are in the table.
  const rows = importances.slice(0, Math.floor((surface.height - 8) / ROW));
  const widest = rows.reduce((most, { name }) => Math.max(most, surface.measure(name)), 0);
  const left = Math.min(widest + 12, surface.width * 0.4);
  const room = surface.width - left - 60;
  return rows.map(({ name, share, correlation }, at) => {
    const top = 6 + at * ROW;
    const box = { left, top, width: Math.max(1, share * room), height: BAR };
    surface.clipped({ left: 0, top, width: left - 4, height: ROW }, () =>
      surface.text(Math.max(left - 8, widest), top + BAR / 2, name, { color: theme.foreground, align: 'right' }),
    );
    // Slots by direction, and the sign beside the bar: never by colour alone.
    surface.rect(box, { fill: theme.paint(correlation < 0 ? 1 : 0) });
    const sign = Number.isNaN(correlation) ? '' : correlation < 0 ? ' −' : ' +';
    surface.text(left + box.width + 6, top + BAR / 2, `${Math.round(share * 100)} %${sign}`, { color: theme.muted });
    return {
      box,
      words: [name, t('Importance: {0} %', formatMetric(share * 100)), direction(correlation)],
      runIds: [],
    };
  });
}

function direction(correlation: number): string {
  if (Number.isNaN(correlation)) return t('names, no direction');
  if (Math.abs(correlation) < 0.1) return t('no clear direction');
  return correlation > 0 ? t('more of it goes with higher values') : t('more of it goes with lower values');
}
