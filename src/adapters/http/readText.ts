/** The bytes of a body. Undefined when there are more than `limit`; the rest is not fetched then. */
export async function readBytes(body: AsyncIterable<Buffer | string>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The same as text. */
export async function readText(body: AsyncIterable<Buffer | string>, limit: number): Promise<string | undefined> {
  return (await readBytes(body, limit))?.toString('utf8');
}
