/** Reads an answer to its end without keeping it, so that its connection can serve the next request. */
export function discardBody(body: NodeJS.ReadableStream): void {
  // An answer that breaks off has told all that was wanted of it, by its head.
  body.on('error', () => body.removeAllListeners('data'));
  body.resume();
}
