import { Worker } from 'node:worker_threads';
import type { LintChoices } from './fileSettings.ts';
import type { BlockResult } from './lintBlock.ts';
import type { LintArguments } from './parseLintArguments.ts';

/** What a thread is started with. */
export interface ThreadSetup {
  readonly choices: LintChoices;
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
  const results: Promise<BlockResult>[] = [];
  let started = 0;
  try {
    for (let reported = 0; reported < blocks.length; reported++) {
      for (; started < Math.min(blocks.length, reported + jobs * AHEAD); started++) {
        const result = leastBusy(threads).lint(blocks[started] ?? []);
        // A thread that dies is told when its block is reported.
        result.catch(() => undefined);
        results.push(result);
      }
      const next = results.shift();
      if (next) yield await next;
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

function leastBusy(threads: readonly LintThread[]): LintThread {
  return threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
}

interface Waiting {
  readonly resolve: (result: BlockResult) => void;
  readonly reject: (error: Error) => void;
}

/** A thread answers in the order in which it is asked. */
class LintThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];

  constructor(program: URL, setup: ThreadSetup) {
    this.#worker = new Worker(program, { workerData: setup });
    this.#worker.on('message', (result: BlockResult) => this.#waiting.shift()?.resolve(result));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread of the linter ended with ${code}`)));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  lint(paths: readonly string[]): Promise<BlockResult> {
    const result = new Promise<BlockResult>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node, no window
    this.#worker.postMessage(paths);
    return result;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
