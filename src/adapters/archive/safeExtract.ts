import { constants } from 'node:fs';
import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';

/** What an archive from a container may hold at most. */
export interface ExtractLimits {
  readonly bytes: number;
  readonly entries: number;
}

/** A checkpoint can be large, but not larger than this by accident. */
export const DEFAULT_EXTRACT_LIMITS: ExtractLimits = { bytes: 512 * 1024 ** 3, entries: 500_000 };

const LONGEST_NAME = 4096;
const FORBIDDEN_ON_WINDOWS = /[<>:"|?*\\]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** An archive that cannot be trusted or does not fit. */
class RefusedArchive extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Writes the regular files and folders of a tar stream into an empty folder that nobody else writes to. Links, devices and pipes are
 * left out; names that lead out of the folder, or that act on a terminal, end the whole thing. Rights are 0644, 0755 for programs and
 * folders: owners, setuid and setgid of the archive are not taken over. Returns the relative paths of the files, with `/`.
 */
export async function safeExtract(
  archive: Readable,
  folder: string,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const written: string[] = [];
  const folders = new Set<string>();
  let entries = 0;
  let bytes = 0;
  const tar = extract();
  const write = async (): Promise<void> => {
    for await (const entry of tar) {
      entries += 1;
      bytes += entry.header.size;
      checkLimits(limits, entries, bytes);
      const kind = entry.header.type;
      if (kind !== 'file' && kind !== 'contiguous-file' && kind !== 'directory') {
        entry.resume();
        continue;
      }
      const path = safePath(entry.header.name);
      const isFolder = kind === 'directory';
      await makeFolder(folder, isFolder ? path : dirname(path), folders);
      if (isFolder) entry.resume();
      else {
        const content: AsyncIterable<unknown> = entry;
        await writeFile(join(folder, path), content, entry.header);
        written.push(path);
      }
    }
  };
  try {
    await Promise.all([pipeline(archive, tar, { signal }), write()]);
  } catch (error) {
    tar.destroy();
    archive.destroy();
    if (error instanceof RefusedArchive) return fail(error.failure);
    throw error;
  }
  return ok(written);
}

/** The path on this machine for a name from outside, relative and in a normal form; a name that leads elsewhere is a failure. */
export function localPath(name: string): Result<string> {
  try {
    return ok(safePath(name));
  } catch (error) {
    if (error instanceof RefusedArchive) return fail(error.failure);
    throw error;
  }
}

/** The path of an entry in a normal form, or a refusal. */
function safePath(name: string): string {
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  const isOutside = name.startsWith('/') || segments.includes('..') || /^[a-z]:/i.test(name);
  if (isOutside)
    throw refused('rejected', t('The archive holds a name that leads out of the folder: {0}', plainLine(name)));
  if (plainLine(name) !== name || name.length > LONGEST_NAME) {
    throw refused(
      'rejected',
      t('The archive holds a name with control characters: {0}', plainLine(name).slice(0, 200)),
    );
  }
  if (process.platform === 'win32' && segments.some((segment) => FORBIDDEN_ON_WINDOWS.test(segment))) {
    throw refused('rejected', t('Windows cannot hold a file of this name: {0}', name));
  }
  return segments.join('/') || '.';
}

/** Every folder on the way is made by us, so none of them can be a link. */
async function makeFolder(root: string, path: string, made: Set<string>): Promise<void> {
  let current = '';
  for (const segment of path.split('/')) {
    if (segment === '.') continue;
    current = current === '' ? segment : `${current}/${segment}`;
    if (made.has(current)) continue;
    await mkdir(join(root, current), { mode: 0o755 }).catch((error: unknown) => {
      throw isExisting(error) ? twice(current) : error;
    });
    made.add(current);
  }
}

async function writeFile(path: string, content: AsyncIterable<unknown>, header: Header): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = await open(path, flags, 0o644).catch((error: unknown) => {
    throw isExisting(error) ? twice(header.name) : error;
  });
  await pipeline(content, file.createWriteStream());
  if ((header.mode & 0o111) !== 0) await chmod(path, 0o755);
}

function checkLimits(limits: ExtractLimits, entries: number, bytes: number): void {
  if (entries > limits.entries) throw refused('rejected', t('The folder holds more than {0} files', limits.entries));
  if (bytes > limits.bytes) throw refused('rejected', t('The folder holds more than {0}', formatBytes(limits.bytes)));
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function twice(name: string): RefusedArchive {
  return refused('rejected', t('The archive holds the same name twice: {0}', plainLine(name)));
}

function refused(code: Failure['code'], message: string): RefusedArchive {
  return new RefusedArchive({ code, message });
}
