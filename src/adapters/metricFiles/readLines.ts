import { open } from 'node:fs/promises';
import { Breather } from '../process/breather.ts';

/** Where a file was left. */
export interface LinesEnd {
  /** Bytes, at the beginning of a line. */
  readonly offset: number;
  /** Lines before it. */
  readonly lines: number;
}

const CHUNK = 256 * 1024;
/** A longer line is no row of metrics: what is held of it in memory ends here. */
const MOST_LINE = 16 * 1024 * 1024;
const LINE_END = 0x0a;

export interface LinesToRead {
  readonly path: string;
  readonly from: LinesEnd;
  /** The file is not written any more: a last line without its end is whole. */
  readonly isSettled: boolean;
}

/**
 * Reads the lines of a file from where it was left; a last one without its end is being written, and left for the next time. Throws errors of the file system, and
 * when the signal is aborted.
 * @param take gets each line without its end, and its number, which counts from 1; undefined for one that is too long
 */
export async function readLines(
  { path, from, isSettled }: LinesToRead,
  take: (line: string | undefined, number: number) => void,
  signal: AbortSignal,
): Promise<LinesEnd> {
  const file = await open(path, 'r');
  const breather = new Breather();
  let { offset, lines } = from;
  let rest: Buffer = Buffer.alloc(0);
  let isTooLong = false;
  const emit = (bytes: Buffer) => {
    lines += 1;
    take(isTooLong ? undefined : textOf(bytes), lines);
    isTooLong = false;
  };
  try {
    for (let at = offset; ; ) {
      signal.throwIfAborted();
      const chunk = Buffer.allocUnsafe(CHUNK);
      const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END, start)) {
        emit(rest.subarray(start, end));
        start = end + 1;
      }
      rest = rest.subarray(start);
      offset = at - rest.length;
      if (rest.length > MOST_LINE) {
        isTooLong = true;
        rest = rest.subarray(0, 0);
      }
      await breather.breathe();
    }
    if (isSettled && rest.length > 0) {
      emit(rest);
      offset += rest.length;
    }
    return { offset, lines };
  } finally {
    await file.close();
  }
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
