/** What VS Code needs at most to draw a repaint that it was told of: it collects them for 200 ms, then asks for the rows. */
const DRAWING_MS = 350;
/** Longer than the focus needs to reach a page on a busy machine. */
const PAUSE_MS = 600;

let lastRepaint = 0;
let pausedUntil = 0;

/**
 * Await before the focus goes from a tree to a page. The focus enters a page late (it is another process), and a tree that VS Code repaints in
 * that moment takes it back, as rows of running jobs do several times a second. Takes no time when no tree was repainted just now.
 */
export async function pauseRepaints(): Promise<void> {
  const now = Date.now();
  const wait = Math.max(0, lastRepaint + DRAWING_MS - now);
  pausedUntil = now + wait + PAUSE_MS;
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

/** Milliseconds until trees may be repainted. */
export function repaintPauseMs(): number {
  return Math.max(0, pausedUntil - Date.now());
}

/** A tree was told to repaint. */
export function noteRepaint(): void {
  lastRepaint = Date.now();
}
