import { Worker } from 'node:worker_threads';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import { storeFailure } from './storeFailure.ts';
import type { StoreCall, StoreCalls, StoreMessage, StorePlace, StoreReply } from './storeJob.ts';

/** Milliseconds without a question after which the thread ends: it holds some 10 MB, and an open file. */
const IDLE_MS = 30_000;
/** The thread's program. The bundle passes its own file. */
const WORKER_FILE = new URL('./storeWorker.ts', import.meta.url);

interface Waiting {
  readonly settle: (result: Result<unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the thread of one store. It starts with the first question, and again with the next after it has ended. */
export class StoreThread implements Disposable {
  readonly #place: StorePlace;
  readonly #file: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isDisposed = false;

  constructor(place: StorePlace, file = WORKER_FILE) {
    this.#place = place;
    this.#file = file;
  }

  /** Whoever does not want the answer any more gets `cancelled` at once; the thread ends its step, which is a short one. */
  async ask<K extends StoreCall>(
    call: K,
    asked: StoreCalls[K]['asked'],
    signal: AbortSignal,
  ): Promise<Result<StoreCalls[K]['answer']>> {
    if (signal.aborted || this.#isDisposed) return fail(CANCELLED);
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const answer = new Promise<Result<unknown>>((settle, reject) => this.#waiting.set(id, { settle, reject }));
    this.#send({ id, call, asked });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the source answers to this call
    return (await withAbort(answer, signal)) as Result<StoreCalls[K]['answer']>;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#idle);
    this.#end();
    this.#settleAll((waiting) => waiting.settle(fail(CANCELLED)));
  }

  #start(): Worker {
    // Options of this process (a debugger's port, the way its own program is read) are not the thread's.
    const options = { workerData: this.#place, execArgv: [], stdout: true, stderr: true };
    const worker = new Worker(this.#file, options);
    worker.on('message', (reply: StoreReply) => this.#receive(reply));
    const gone = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#settleAll((waiting) => waiting.reject(error));
    };
    worker.on('error', gone);
    worker.on('exit', () => gone(new Error('the thread that reads a store ended without an answer')));
    return worker;
  }

  #receive(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0 && !this.#isDisposed) {
      this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      this.#idle.unref();
    }
    if (!waiting) return;
    if ('bug' in reply) waiting.reject(new Error(reply.bug));
    else waiting.settle('problem' in reply ? fail(storeFailure(reply.problem)) : ok(reply.answer));
  }

  #settleAll(settle: (waiting: Waiting) => void): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) settle(waiting);
  }

  #send(message: StoreMessage): void {
    this.#worker?.postMessage(message);
  }

  /** By a word and not by force: a copy that was made has to be removed. */
  #end(): void {
    this.#send({ id: 0, call: 'close', asked: {} });
    this.#worker = undefined;
  }
}
