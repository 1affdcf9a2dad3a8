import { once } from 'node:events';
import type { ClientRequest } from 'node:http';

/** Bytes to send. Their number has to be known: servers behind WSGI take what comes without a length for empty, and say that all is well. */
export interface SentContent {
  readonly size: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** As fast as the server takes it. The request fails with the error of a source that breaks off, or has another size than it said. */
export async function sendContent(
  { chunks, size }: SentContent,
  sent: ClientRequest,
  onPiece: () => void,
): Promise<void> {
  const gone = new Promise<void>((resolve) => void sent.once('close', () => resolve()));
  let bytes = 0;
  try {
    for await (const piece of chunks) {
      if (sent.destroyed) return;
      onPiece();
      bytes += piece.length;
      if (bytes > size) break;
      if (!sent.write(piece)) await Promise.race([once(sent, 'drain'), gone]);
    }
    if (bytes !== size) throw new Error(`${bytes} of ${size} bytes`);
    sent.end();
  } catch (error) {
    sent.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
