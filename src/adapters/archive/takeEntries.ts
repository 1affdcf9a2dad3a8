import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';

/**
 * Writes those files of a tar stream that are wanted. `fileFor` gives the path on this machine for a name and a size: an archive can say what it
 * likes, so that names lead nowhere by themselves. Files are held in memory. A stream that is cut gives what came whole; archives may follow each other.
 */
export async function takeEntries(
  archive: Readable,
  fileFor: (name: string, size: number) => string | undefined,
  took: (name: string, size: number) => void,
): Promise<void> {
  const tar = extract();
  const take = async (): Promise<void> => {
    for await (const entry of tar) {
      const { name, size, type } = entry.header;
      const path = type === 'file' || type === 'contiguous-file' ? fileFor(name, size) : undefined;
      if (path === undefined) {
        entry.resume();
        continue;
      }
      const chunks: Uint8Array[] = [];
      const content: AsyncIterable<unknown> = entry;
      for await (const chunk of content) if (chunk instanceof Uint8Array) chunks.push(chunk);
      await writeFile(path, Buffer.concat(chunks));
      took(name, size);
    }
  };
  const taking = take().catch((error: unknown) => {
    if (!isCut(error)) throw error;
  });
  // A stream that is cut: what came whole is taken, and the caller sees what is missing.
  await Promise.all([pipeline(archive, tar).catch(() => tar.destroy()), taking]);
}

function isCut(error: unknown): boolean {
  return error instanceof Error && /Unexpected end|Premature close|destroyed/i.test(error.message);
}
