const BLOCK = 512;
/** Octal digits of a size field; larger files get GNU's binary form. */
const LARGEST_OCTAL_SIZE = 0o77777777777;
const NAME_BYTES = 100;

/** What one header says. Names are bytes as the file system has them; folders end in `/`. */
export interface TarEntry {
  readonly name: Uint8Array;
  readonly kind: 'file' | 'folder' | 'symlink';
  /** Permission bits only. */
  readonly mode: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  /** Target of a symlink. */
  readonly target?: Uint8Array;
}

const TYPES = { file: 0x30, symlink: 0x32, folder: 0x35 } as const;
const LONG_NAME = 0x4c;
const LONG_LINK = 0x4b;
const EMPTY = new Uint8Array(0);
const SCRATCH = Buffer.alloc(BLOCK);

/**
 * Headers in GNU's format: long names in extra blocks as they are, so that names that are not UTF-8 stay whole (pax records cannot hold them
 * portably). Go's archive/tar, GNU tar, bsdtar and Python read it. Owner is root, as the docker command line sends it.
 * The bytes are valid until the next call: 200,000 blocks of their own would be memory that the collector does not hurry to free.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const target = entry.target ?? EMPTY;
  const blocks: Buffer[] = [];
  if (target.length > NAME_BYTES) blocks.push(...longField(LONG_LINK, target));
  if (entry.name.length > NAME_BYTES) blocks.push(...longField(LONG_NAME, entry.name));
  const header = SCRATCH.fill(0);
  header.set(entry.name.subarray(0, NAME_BYTES), 0);
  header.set(target.subarray(0, NAME_BYTES), 157);
  finish(header, TYPES[entry.kind], entry);
  if (blocks.length === 0) return header;
  blocks.push(header);
  return Buffer.concat(blocks);
}

/** Zero bytes that follow a file of this size. */
export function tarPadding(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
}

/** Two zero blocks end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

function longField(type: number, bytes: Uint8Array): readonly Buffer[] {
  const header = Buffer.alloc(BLOCK);
  header.write('././@LongLink', 0, 'latin1');
  const sizeBytes = bytes.length + 1;
  finish(header, type, { mode: 0, sizeBytes, mtimeSeconds: 0 });
  return [header, Buffer.concat([bytes, Buffer.alloc(1 + tarPadding(sizeBytes))])];
}

function finish(
  header: Buffer,
  type: number,
  { mode, sizeBytes, mtimeSeconds }: Pick<TarEntry, 'mode' | 'sizeBytes' | 'mtimeSeconds'>,
): void {
  writeOctal(header, { at: 100, digits: 7, value: mode & 0o7777 });
  header.write('0000000\x000000000\x00', 108, 'latin1');
  if (sizeBytes <= LARGEST_OCTAL_SIZE) writeOctal(header, { at: 124, digits: 11, value: sizeBytes });
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
  writeOctal(header, {
    at: 136,
    digits: 11,
    value: Math.min(Math.max(0, Math.floor(mtimeSeconds)), LARGEST_OCTAL_SIZE),
  });
  header[156] = type;
  header.write('ustar  \x00', 257, 'latin1');
  // The sum counts its own field as blanks.
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) sum += header[index] ?? 0;
  writeOctal(header, { at: 148, digits: 6, value: sum });
  header[155] = 0x20;
}

function writeOctal(
  header: Buffer,
  field: { readonly at: number; readonly digits: number; readonly value: number },
): void {
  header.write(field.value.toString(8).padStart(field.digits, '0'), field.at, 'latin1');
}
