import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import type { ContextSummary } from './contextJob.ts';
import { TAR_END, tarHeader, tarPadding } from './contextTar.ts';
import type { WalkEntry, WalkVisitor } from './contextWalk.ts';

/** A file became smaller while it was read: its header has promised more. */
export class FileShrank extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`${path} became smaller while it was read`);
    this.path = path;
  }
}

/** Where the bytes go: full buffers out, empty ones in. `take` waits when the reader is slow. */
export interface ChunkPort {
  take(): Buffer;
  give(buffer: Buffer, length: number, files: number): void;
}

/** A part-filled buffer goes out after this time, so that the engine hears something early. */
const FIRST_BYTES_MS = 60;
/** How many paths a summary names. */
const NAMED = 50;
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Writes what a walk visits into one uncompressed tar. */
export class ContextArchive implements WalkVisitor {
  readonly #port: ChunkPort;
  readonly #hidden: ReadonlySet<string>;
  readonly #startedAt = performance.now();
  readonly #skipped: string[] = [];
  readonly #vanished: string[] = [];
  #buffer: Buffer;
  #at = 0;
  #files = 0;
  #bytes = 0;
  #hasSent = false;

  constructor(port: ChunkPort, hidden: ReadonlySet<string>) {
    this.#port = port;
    this.#hidden = hidden;
    this.#buffer = port.take();
  }

  extraFile(name: string, content: Buffer): void {
    this.#write(
      tarHeader({ name: Buffer.from(name), kind: 'file', mode: 0o644, sizeBytes: content.length, mtimeSeconds: 0 }),
    );
    this.#write(content);
    this.#zeros(tarPadding(content.length));
  }

  folder(entry: WalkEntry, stats: Stats): void {
    const name = Buffer.concat([entry.relative, Buffer.from('/')]);
    this.#write(
      tarHeader({ name, kind: 'folder', mode: modeOf(stats), sizeBytes: 0, mtimeSeconds: stats.mtimeMs / 1000 }),
    );
  }

  symlink(entry: WalkEntry, { target, stats }: { readonly target: Buffer; readonly stats: Stats }): void {
    if (this.#hidden.has(entry.text)) return;
    this.#files++;
    const mtimeSeconds = stats.mtimeMs / 1000;
    this.#write(tarHeader({ name: entry.relative, kind: 'symlink', mode: 0o777, sizeBytes: 0, mtimeSeconds, target }));
  }

  special(entry: WalkEntry): void {
    if (this.#skipped.length < NAMED) this.#skipped.push(entry.text);
  }

  vanished(entry: WalkEntry): void {
    if (this.#vanished.length < NAMED) this.#vanished.push(entry.text);
  }

  /** Never follows a link and never waits for a FIFO that took the file's place after it was listed. */
  file(entry: WalkEntry): void {
    if (this.#hidden.has(entry.text)) return;
    const handle = openSync(entry.absolute, OPEN_FLAGS);
    try {
      const stats = fstatSync(handle);
      if (!stats.isFile()) return this.special(entry);
      const sizeBytes = stats.size;
      this.#write(
        tarHeader({
          name: entry.relative,
          kind: 'file',
          mode: modeOf(stats),
          sizeBytes,
          mtimeSeconds: stats.mtimeMs / 1000,
        }),
      );
      this.#copy(handle, sizeBytes, entry);
      this.#zeros(tarPadding(sizeBytes));
      this.#files++;
      this.#bytes += sizeBytes;
    } finally {
      closeSync(handle);
    }
    if (!this.#hasSent && performance.now() - this.#startedAt > FIRST_BYTES_MS) this.#flush();
  }

  end(): ContextSummary {
    this.#write(TAR_END);
    if (this.#at > 0) this.#flush();
    return { files: this.#files, bytes: this.#bytes, skipped: this.#skipped, vanished: this.#vanished };
  }

  /** What a file gained since it was opened is left out; what it lost cannot be made up. */
  #copy(handle: number, sizeBytes: number, entry: WalkEntry): void {
    for (let left = sizeBytes; left > 0; ) {
      if (this.#at === this.#buffer.length) this.#flush();
      const wanted = Math.min(left, this.#buffer.length - this.#at);
      const got = readSync(handle, this.#buffer, this.#at, wanted, null);
      if (got === 0) throw new FileShrank(entry.text);
      this.#at += got;
      left -= got;
    }
  }

  #write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.#at === this.#buffer.length) this.#flush();
      const copied = bytes.copy(this.#buffer, this.#at, from);
      this.#at += copied;
      from += copied;
    }
  }

  #zeros(count: number): void {
    if (count > 0) this.#write(TAR_END.subarray(0, count));
  }

  #flush(): void {
    this.#port.give(this.#buffer, this.#at, this.#files);
    this.#buffer = this.#port.take();
    this.#at = 0;
    this.#hasSent = true;
  }
}

/** Windows has no execute bit; the docker command line sets it for everything there. */
function modeOf(stats: Stats): number {
  return process.platform === 'win32' ? (stats.mode & 0o755) | 0o111 : stats.mode & 0o7777;
}
