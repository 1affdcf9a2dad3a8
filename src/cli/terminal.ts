import { productVersion } from './productVersion.ts';

/** What a command line has of the process it runs in. */
export interface Terminal {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Somebody looks at what is written there. */
  readonly isOutTerminal: boolean;
  readonly isErrorTerminal: boolean;
  /** Of the product. */
  readonly version: () => string;
  /** The program of a thread, see lintWorker.ts. */
  readonly worker: URL;
  /** Waits while the reader is slower. */
  out(text: string): Promise<void>;
  error(text: string): void;
  readInput(): Promise<Buffer>;
}

/** The terminal of this process. A reader that has gone away (`| head`) ends it without a word. */
export function processTerminal(worker: URL): Terminal {
  process.stdout.on('error', (error: Error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    folder: process.cwd(),
    environment: process.env,
    version: productVersion,
    worker,
    isOutTerminal: process.stdout.isTTY,
    isErrorTerminal: process.stderr.isTTY,
    out: (text) =>
      new Promise((resolve) => {
        if (text === '' || process.stdout.write(text)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    error: (text) => void process.stderr.write(text),
    async readInput() {
      const chunks: Uint8Array[] = [];
      const input: AsyncIterable<Uint8Array> = process.stdin;
      for await (const chunk of input) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}
