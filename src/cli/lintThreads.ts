import { Worker } from 'node:worker_threads';
import type { LintChoices } from './fileSettings.ts';
import type { BlockResult } from './lintBlock.ts';
import type { LintArguments } from './parseLintArguments.ts';

/** What a thread is started with. */
export interface ThreadSetup {
  readonly choices: LintChoices;
  /** Files are checked against each other too. */
  readonly wantsSymbols: boolean;
  readonly folder: string;
  readonly fix: LintArguments['fix'];
}

/** Blocks a thread that may be done before the one that is to be reported next: what waits takes memory. */
const AHEAD = 4;

/** Checks blocks of paths in threads; results come in the order of the blocks. A bug in a thread is thrown here. */
export async function* lintInThreads(
  blocks: readonly (readonly string[])[],
  { worker, jobs, setup }: { readonly worker: URL; readonly jobs: number; readonly setup: ThreadSetup },
): AsyncGenerator<BlockResult> {
  const threads = Array.from({ length: jobs }, () => new LintThread(worker, setup));
  const results: Promise<BlockResult | Error>[] = [];
  let started = 0;
  try {
    for (let reported = 0; reported < blocks.length; reported++) {
      for (; started < Math.min(blocks.length, reported + jobs * AHEAD); started++) {
        results.push(leastBusy(threads).lint(blocks[started] ?? []));
      }
      const next = await results.shift();
      if (next instanceof Error) throw next;
      if (next) yield next;
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

function leastBusy(threads: readonly LintThread[]): LintThread {
  return threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
}

/** A thread answers in the order in which it is asked. */
class LintThread {
  readonly #worker: Worker;
  readonly #waiting: ((result: BlockResult | Error) => void)[] = [];

  constructor(program: URL, setup: ThreadSetup) {
    this.#worker = new Worker(program, { workerData: setup });
    this.#worker.on('message', (result: BlockResult) => this.#waiting.shift()?.(result));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread of the linter ended with ${code}`)));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** An error is a bug in the thread, or its end. */
  lint(paths: readonly string[]): Promise<BlockResult | Error> {
    const result = new Promise<BlockResult | Error>((resolve) => this.#waiting.push(resolve));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node, no window
    this.#worker.postMessage(paths);
    return result;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    for (const answer of this.#waiting.splice(0)) answer(error);
  }
}
