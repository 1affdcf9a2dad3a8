import { contrast, luminance, parseColor } from '../../domain/experiments/colorContrast.ts';
import { runColor, runDash, type RunColors } from '../../domain/experiments/runColors.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';

/** The colours of the user's theme, as the canvas needs them: it does not know CSS variables. */
export interface ChartTheme {
  readonly isDark: boolean;
  readonly isHighContrast: boolean;
  readonly background: string;
  readonly foreground: string;
  /** Names of axes and marks. */
  readonly muted: string;
  readonly grid: string;
  readonly border: string;
  readonly focus: string;
  readonly accent: string;
  /** A CSS font. */
  readonly font: string;
  colorOf(runId: string): string;
  /** Tells runs of one colour apart; none: unbroken. */
  dashOf(runId: string): readonly number[];
  /** From the ground towards a colour, by a share from 0 to 1; and a text colour that can be read on it. */
  shade(share: number): string;
  onShade(share: number): string;
  /** A colour for what lies behind. */
  faint(color: string): string;
  /** One of the colours for runs, for what is not a run. */
  paint(slot: number): string;
}

function readTheme(runs: RunColors): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (names: readonly string[], otherwise: string) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? otherwise;
  const background = read(['editor-background'], '#ffffff');
  const isDark = luminance(parseColor(background)) < 0.18;
  const foreground = read(['editor-foreground', 'foreground'], isDark ? '#cccccc' : '#333333');
  const contrastBorder = read(['contrastBorder'], '');
  const isHighContrast = contrastBorder !== '' || document.body.className.includes('high-contrast');
  const mute = isHighContrast ? foreground : read(['descriptionForeground'], foreground);
  const size = read(['font-size'], '13px');
  const shade = (share: number) => mixed(background, runColor(0, isDark), share);
  return {
    isDark,
    isHighContrast,
    background,
    foreground,
    muted: mute,
    grid: mixed(background, foreground, isHighContrast ? 0.35 : 0.12),
    border: isHighContrast ? contrastBorder || foreground : mixed(background, foreground, 0.45),
    focus: read(['focusBorder', 'contrastActiveBorder'], foreground),
    accent: read(['charts-blue', 'textLink-foreground'], runColor(0, isDark)),
    font: `${Math.max(11, Math.round(Number.parseFloat(size) * 0.92))}px ${read(['font-family'], 'sans-serif')}`,
    colorOf: (runId) => runColor(runs.slotOf(runId), isDark),
    dashOf: (runId) => runDash(runs.slotOf(runId)),
    shade,
    onShade: (share) => readable(shade(share), background, foreground),
    faint: (color) => mixed(background, color, 0.35),
    paint: (slot) => runColor(slot, isDark),
  };
}

/** The theme as it is now. VS Code sets other variables on the root element and other classes on the body when the user takes another one. */
export class LiveTheme implements Disposable {
  current: ChartTheme;
  readonly #observer: MutationObserver;

  constructor(runs: RunColors, changed: () => void) {
    this.current = readTheme(runs);
    this.#observer = new MutationObserver(() => {
      this.current = readTheme(runs);
      changed();
    });
    const attributes = { attributes: true, attributeFilter: ['class', 'style'] };
    this.#observer.observe(document.documentElement, attributes);
    this.#observer.observe(document.body, attributes);
  }

  dispose(): void {
    this.#observer.disconnect();
  }
}

/** A colour between two, as the canvas has no mixing of its own; `share` is that of the second. */
function mixed(first: string, second: string, share: number): string {
  const [a, b] = [parseColor(first), parseColor(second)];
  const parts = [0, 1, 2].map((at) => Math.round((a[at] ?? 0) * (1 - share) + (b[at] ?? 0) * share));
  return `rgb(${parts.join(',')})`;
}

/** Of two colours the one that stands out more. */
function readable(ground: string, first: string, second: string): string {
  const stands = (color: string) => contrast(parseColor(color), parseColor(ground));
  return stands(first) > stands(second) ? first : second;
}

/** A colour as the raster writes it: a signed word of 0xAABBGGRR. */
export function colorWord(color: string): number {
  const [red, green, blue] = parseColor(color);
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}
