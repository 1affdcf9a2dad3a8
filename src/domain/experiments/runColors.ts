import { textHash } from '../base/textHash.ts';

/**
 * Colours that keep apart for people who see no red, no green or no blue (OKLab distance of any two at least 0.14, also as seen without each), and stand out by 3:1
 * from every ground that themes of their kind have. Found by search; `runColors.test.ts` holds them to it. The same slot has a like hue on both.
 */
export const ON_DARK = [
  '#56ffff',
  '#ff9000',
  '#bf8dff',
  '#59c7a6',
  '#d3410f',
  '#e7ee4e',
  '#b716ff',
  '#098c8a',
] as const;
export const ON_LIGHT = [
  '#1075ff',
  '#e46111',
  '#ad78a5',
  '#7c4f7a',
  '#ae3605',
  '#720006',
  '#4e0e7d',
  '#0005dd',
] as const;

/** Colours, times unbroken, dashed and dotted lines. */
const SLOTS = ON_DARK.length * 3;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];

export function runColor(slot: number, isDark: boolean): string {
  const colors = isDark ? ON_DARK : ON_LIGHT;
  return colors[slot % colors.length] ?? colors[0];
}

/** What tells runs of one colour apart. */
export function runDash(slot: number): readonly number[] {
  return DASHES[Math.floor(slot / ON_DARK.length) % DASHES.length] ?? [];
}

/**
 * A colour for each run that stays with it: found by its id, so that it is the same in tree, table and plots and after a restart, and another one
 * where the first is taken by a run that was there before. When all are taken, runs share.
 */
export class RunColors {
  readonly #slots = new Map<string, number>();
  readonly #taken = new Set<number>();

  /** Takes back what `kept` gave, of a page that was closed. */
  constructor(kept: readonly (readonly [runId: string, slot: number])[] = []) {
    for (const [runId, slot] of kept) this.#keep(runId, slot);
  }

  slotOf(runId: string): number {
    const known = this.#slots.get(runId);
    if (known !== undefined) return known;
    const wanted = textHash(runId);
    const colors = ON_DARK.length;
    const order = Array.from({ length: SLOTS }, (_, at) => ((wanted + at) % colors) + Math.floor(at / colors) * colors);
    return this.#keep(runId, order.find((slot) => !this.#taken.has(slot)) ?? wanted % SLOTS);
  }

  /** What a page remembers. */
  kept(): readonly (readonly [runId: string, slot: number])[] {
    return [...this.#slots];
  }

  #keep(runId: string, slot: number): number {
    this.#slots.set(runId, slot);
    this.#taken.add(slot);
    return slot;
  }
}
