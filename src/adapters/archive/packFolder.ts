import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { type Header, type Pack, pack } from 'tar-stream';
import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** A local file that changed while it was read. */
export class PackError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A tar stream of a file or folder under its own name, read while it is sent. Pipes, sockets and devices are left out. */
export function packFolder(localPath: string): Readable {
  const tar = pack();
  addTree(tar, localPath, basename(localPath))
    .then(() => tar.finalize())
    .catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  // The packer's streams are not Node's own.
  return Readable.from(tar, { objectMode: false });
}

async function addTree(tar: Pack, path: string, name: string): Promise<void> {
  const stats = await lstat(path);
  const header = { name, mode: stats.mode & 0o777, mtime: stats.mtime, uid: stats.uid, gid: stats.gid };
  if (stats.isDirectory()) {
    await addEntry(tar, { ...header, name: `${name}/`, type: 'directory' });
    for (const child of (await readdir(path)).sort()) await addTree(tar, join(path, child), `${name}/${child}`);
  } else if (stats.isSymbolicLink()) {
    await addEntry(tar, { ...header, type: 'symlink', linkname: await readlink(path) });
  } else if (stats.isFile()) {
    await addFile(tar, path, { ...header, type: 'file', size: stats.size });
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

async function addFile(tar: Pack, path: string, header: EntryHeader & { readonly size: number }): Promise<void> {
  if (header.size === 0) return addEntry(tar, header);
  const entry = tar.entry(header);
  const content = createReadStream(path, { end: header.size - 1 });
  await pipeline(content, entry).catch((error: unknown) => {
    if (content.bytesRead >= header.size) throw error;
    throw new PackError({
      code: 'conflict',
      message: t('{0} changed while it was copied', path),
      nextStep: t('Copy it again when nothing writes to it.'),
      detail: error instanceof Error ? error.message : String(error),
    });
  });
}
