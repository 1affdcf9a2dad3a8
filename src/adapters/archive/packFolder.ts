import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ReportBytes } from '../../domain/files/ports.ts';

/** A local file that changed while it was read. */
export class PackError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What is told of less than this is no progress that anybody sees. */
const LEAST_TOLD = 256 * 1024;

/**
 * A tar stream of a file or folder under its own name, read while it is sent. Pipes, sockets and devices are left out. With `report` its files are
 * counted before, so that the end is known.
 */
export function packFolder(localPath: string, report?: ReportBytes): Readable {
  const tar = pack();
  packTree(tar, localPath, report)
    .then(() => tar.finalize())
    .catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  // The packer's streams are not Node's own.
  return Readable.from(tar, { objectMode: false });
}

async function packTree(tar: Pack, localPath: string, report: ReportBytes | undefined): Promise<void> {
  const name = basename(localPath);
  if (!report) return await addTree({ tar, count: () => undefined }, localPath, name);
  const total = await treeSize(localPath);
  let [done, told] = [0, 0];
  report(0, total);
  const count = (bytes: number) => {
    done += bytes;
    // Files can grow between the count and the copy.
    if (done < total && done - told < LEAST_TOLD) return;
    told = done;
    report(done, Math.max(done, total));
  };
  await addTree({ tar, count }, localPath, name);
}

async function treeSize(path: string): Promise<number> {
  const stats = await lstat(path);
  if (stats.isFile()) return stats.size;
  if (!stats.isDirectory()) return 0;
  let size = 0;
  for (const child of await readdir(path)) size += await treeSize(join(path, child));
  return size;
}

interface Packing {
  readonly tar: Pack;
  readonly count: (bytes: number) => void;
}

async function addTree(packing: Packing, path: string, name: string): Promise<void> {
  const { tar } = packing;
  const stats = await lstat(path);
  const header = { name, mode: stats.mode & 0o777, mtime: stats.mtime, uid: stats.uid, gid: stats.gid };
  if (stats.isDirectory()) {
    await addEntry(tar, { ...header, name: `${name}/`, type: 'directory' });
    for (const child of (await readdir(path)).sort()) await addTree(packing, join(path, child), `${name}/${child}`);
  } else if (stats.isSymbolicLink()) {
    await addEntry(tar, { ...header, type: 'symlink', linkname: await readlink(path) });
  } else if (stats.isFile()) {
    await addFile(packing, path, { ...header, type: 'file', size: stats.size });
  }
}

/** Without content an entry waits for its end. */
const EMPTY = new Uint8Array(0);

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

function addEntry(tar: Pack, header: EntryHeader): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, EMPTY, (error) => (error ? reject(error) : resolve()));
  });
}

async function addFile(
  { tar, count }: Packing,
  path: string,
  header: EntryHeader & { readonly size: number },
): Promise<void> {
  if (header.size === 0) return addEntry(tar, header);
  const entry = tar.entry(header);
  const content = createReadStream(path, { end: header.size - 1 });
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      count(chunk.length);
    }
  };
  await pipeline(content, counted, entry).catch((error: unknown) => {
    if (content.bytesRead >= header.size) throw error;
    throw new PackError({
      code: 'conflict',
      message: t('{0} changed while it was copied', path),
      nextStep: t('Copy it again when nothing writes to it.'),
      detail: error instanceof Error ? error.message : String(error),
    });
  });
}
