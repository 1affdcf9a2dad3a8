import type { Result } from '../base/failure.ts';

/**
 * Writes a file of this machine, whole or not at all, and gives its size in bytes. `saved` is told the bytes so far.
 * Failures: `no-space`, `forbidden`, `rejected` (the source ended early), `cancelled`.
 */
export type SaveFile = (
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  saved: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<Result<number>>;
