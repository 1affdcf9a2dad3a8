import { Readable, type Writable } from 'node:stream';
import type { Failure, Result } from '../../domain/base/failure.ts';
import type { ContextJob, ContextSummary } from './contextJob.ts';
import { type BuildContext, packContext } from './contextPacker.ts';

export interface ContextBodyOptions {
  readonly extraFiles?: ContextJob['extraFiles'];
  readonly workerFile?: URL;
  /** Bytes and files handed to the connection so far. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly files: number }) => void;
}

/**
 * A build context as the body of a request. It writes into what it is piped to and waits for each piece to be gone before it uses the memory
 * again; that is why it is piped and cannot be read in another way.
 */
export class ContextBody extends Readable {
  readonly #context: BuildContext;
  readonly #options: ContextBodyOptions;
  readonly #ended = new AbortController();
  /** Why packing ended early; the connection's own error is only the consequence. */
  failure: Failure | undefined;

  constructor(context: BuildContext, options: ContextBodyOptions) {
    super();
    this.#context = context;
    this.#options = options;
  }

  override pipe<T extends NodeJS.WritableStream>(destination: T): T {
    const write = (chunk: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        destination.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    packContext(
      this.#context,
      this.#options,
      async (chunk, progress) => {
        await write(chunk);
        this.#options.onProgress?.(progress);
      },
      this.#ended.signal,
    ).then(
      (result) => this.#finish(result, destination),
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return destination;
  }

  override _read(): void {
    throw new Error('a build context can only be piped');
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#ended.abort();
    callback(error);
  }

  #finish(result: Result<ContextSummary>, destination: NodeJS.WritableStream | Writable): void {
    if (result.ok) {
      destination.end();
      return;
    }
    if (result.failure.code === 'cancelled') return;
    this.failure = result.failure;
    this.destroy(new Error(result.failure.message));
  }
}
