import { setImmediate } from 'node:timers/promises';

/** Milliseconds after which others get their turn. A fifth of the 50 ms for which the event loop may be kept: a step comes on top of it. */
const TURN_MS = 10;

/** For work of many short steps: asked between them, it lets everything else run when the work has lasted a while. */
export class Breather {
  #since = performance.now();

  async breathe(): Promise<void> {
    if (performance.now() - this.#since <= TURN_MS) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
