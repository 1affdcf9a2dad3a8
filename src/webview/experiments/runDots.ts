import { RunColors } from '../../domain/experiments/runColors.ts';
import { type ChartTheme, readTheme, watchTheme } from '../charts/chartTheme.ts';

/** The colours of runs on this page, for the dots in the table and the plots alike. */
export class RunDots {
  readonly colors: RunColors;
  #theme: ChartTheme | undefined;

  /** @param changed The theme is another one: all is to be drawn anew. */
  constructor(kept: readonly (readonly [runId: string, slot: number])[], changed: () => void) {
    this.colors = new RunColors(kept);
    watchTheme(() => {
      this.#theme = undefined;
      changed();
    });
  }

  /** Runs of one colour differ in their dashes on plots, and in the form of their dots. */
  paint(dot: HTMLElement, runId: string): void {
    this.#theme ??= readTheme(this.colors);
    dot.style.borderColor = this.#theme.colorOf(runId);
    dot.dataset['form'] = String(this.#theme.dashOf(runId).length === 0 ? 0 : (this.#theme.dashOf(runId)[0] ?? 0));
  }
}
