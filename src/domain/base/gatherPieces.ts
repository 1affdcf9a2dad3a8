/** What came of a stream. */
export interface GatheredPieces {
  /** Bytes of all. */
  readonly size: number;
  readonly pieces: readonly Uint8Array[];
}

/** All of a stream; undefined when it has more than `most` bytes: the rest is not fetched then. Throws what the stream throws. */
export async function gatherPieces(
  stream: AsyncIterable<Uint8Array>,
  most: number,
): Promise<GatheredPieces | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    // Leaving the loop closes the stream.
    if (size > most) return undefined;
    pieces.push(piece);
  }
  return { size, pieces };
}

export function joinedPieces({ size, pieces }: GatheredPieces): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
