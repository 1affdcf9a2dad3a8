import { t } from '../../domain/base/text.ts';
import { element } from '../shared/dom.ts';
import type { PlottedRun } from './chartHost.ts';
import type { ChartTheme, LiveTheme } from './chartTheme.ts';
import { listen } from './stageInput.ts';
import { isAddingTo } from './stagePlace.ts';

export interface PlotLegendParts {
  readonly theme: LiveTheme;
  selected(): ReadonlySet<string>;
  picked(runId: string, isAdding: boolean): void;
  hovered(runId: string | undefined): void;
}

/** Entries that a legend holds. More cannot be told apart by colour; the others are in the table and under the pointer. */
const MOST = 200;

/** Which colour is which run. It stays on screen while plots scroll by. */
export class PlotLegend {
  readonly element = element('div', { className: 'plot-legend', role: 'group', label: t('Runs') });
  readonly #parts: PlotLegendParts;
  readonly #entries = new Map<string, HTMLButtonElement>();
  #highlight: string | undefined;

  constructor(parts: PlotLegendParts) {
    this.#parts = parts;
  }

  show(runs: readonly PlottedRun[]): void {
    this.#entries.clear();
    const theme = this.#parts.theme.current;
    const entries = runs.slice(0, MOST).map((run) => this.#entry(run, theme));
    const rest = runs.length - entries.length;
    const more = rest > 0 ? [element('span', { className: 'plot-legend-more', text: t('and {0} more', rest) })] : [];
    this.element.replaceChildren(...entries, ...more);
    this.marked();
  }

  /** The selection has changed. */
  marked(): void {
    const selected = this.#parts.selected();
    for (const [runId, entry] of this.#entries) entry.setAttribute('aria-pressed', String(selected.has(runId)));
  }

  highlight(runId: string | undefined): void {
    if (this.#highlight !== undefined) this.#entries.get(this.#highlight)?.classList.remove('hovered');
    this.#highlight = runId;
    if (runId === undefined) return;
    const entry = this.#entries.get(runId);
    entry?.classList.add('hovered');
    // Within the legend alone: the page must not move under the pointer.
    if (entry) this.element.scrollTop = Math.max(0, entry.offsetTop - this.element.clientHeight / 2);
  }

  #entry(run: PlottedRun, theme: ChartTheme): HTMLButtonElement {
    const trouble =
      run.trouble === undefined ? [] : [element('span', { className: 'plot-trouble', text: run.trouble })];
    const entry = element('button', {
      attributes: { type: 'button' },
      title: run.trouble ?? run.name,
      children: [swatch(theme, run.id), element('span', { className: 'plot-legend-name', text: run.name }), ...trouble],
    });
    listen(entry, {
      click: (event) => this.#parts.picked(run.id, isAddingTo(event)),
      pointerenter: () => this.#parts.hovered(run.id),
      pointerleave: () => this.#parts.hovered(undefined),
    });
    this.#entries.set(run.id, entry);
    return entry;
  }
}

/** A piece of the run's line. */
function swatch(theme: ChartTheme, runId: string): HTMLElement {
  const [dash = 0] = theme.dashOf(runId);
  const line = dash === 0 ? 'solid' : dash > 2 ? 'dashed' : 'dotted';
  // The policy of pages allows styles that are set and not those that are written.
  return element('span', {
    className: 'plot-swatch',
    setup: ({ style }) => (style.borderTop = `3px ${line} ${theme.colorOf(runId)}`),
  });
}
