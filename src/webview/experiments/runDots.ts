import { RunColors } from '../../domain/experiments/runColors.ts';
import { LiveTheme } from '../charts/chartTheme.ts';

/** The colours of runs on this page, for the dots in the table and the plots alike. */
export class RunDots {
  readonly colors: RunColors;
  readonly #theme: LiveTheme;

  /** @param changed The theme is another one: all is to be drawn anew. */
  constructor(kept: readonly (readonly [runId: string, slot: number])[], changed: () => void) {
    this.colors = new RunColors(kept);
    this.#theme = new LiveTheme(this.colors, changed);
  }

  /** Runs of one colour differ in their dashes on plots, and in the form of their dots. */
  paint(dot: HTMLElement, runId: string): void {
    const theme = this.#theme.current;
    dot.style.borderColor = theme.colorOf(runId);
    dot.dataset['form'] = String(theme.dashOf(runId)[0] ?? 0);
  }
}
