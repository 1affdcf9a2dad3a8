/** Lets a loop sleep until somebody has something for it. A call while it is awake is remembered. */
export class Wake {
  #isPending = false;
  #resume: (() => void) | undefined;

  wake(): void {
    this.#isPending = true;
    this.#resume?.();
  }

  /** Resolves when woken or when the signal aborts; calls before are used up. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#isPending && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          signal.removeEventListener('abort', done);
          this.#resume = undefined;
          resolve();
        };
        this.#resume = done;
        signal.addEventListener('abort', done, { once: true });
      });
    }
    this.#isPending = false;
  }
}
