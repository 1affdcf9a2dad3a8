import { stripAnsi } from './ansi.ts';

/** `File "train.py", line 12, in main` in a line: what to open and where in the text it stands. */
export interface SourceReference {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Where the quoted path and the line number stand in the text without terminal sequences. */
  readonly start: number;
  readonly end: number;
}

const HEADER = 'Traceback (most recent call last):';
const FRAME = /File "([^"\n]{1,1024})", line (\d{1,9})/;
const CHAINED =
  /^(?:During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:)$/;

/** The place in a source file that a line of a traceback names. Frames of the interpreter itself (`<frozen …>`, `<string>`) name none. */
export function sourceReference(text: string): SourceReference | undefined {
  const match = FRAME.exec(text);
  const path = match?.[1];
  if (!match || path === undefined || path.startsWith('<')) return undefined;
  return { path, line: Number(match[2]), start: match.index, end: match.index + match[0].length };
}

/** Lines `start` to `end`, both included, are one traceback. */
export interface TracebackGroup {
  readonly start: number;
  readonly end: number;
}

type State = 'idle' | 'inside' | 'message' | 'blank' | 'chained';

/**
 * Groups the lines of Python tracebacks while they arrive, chained exceptions and the `[rank0]:` prefix of torchrun included.
 * Works on one stream of lines; the caller numbers them.
 */
export class TracebackGrouper {
  #state: State = 'idle';
  #prefix = '';
  #start = 0;

  /** The group that this line belongs to, with its end as known so far; undefined for a line outside. */
  push(number: number, text: string): TracebackGroup | undefined {
    if (this.#state === 'idle' && !text.includes('Traceback (most') && !text.includes('File "')) return undefined;
    const line = stripAnsi(text);
    if (this.#state === 'idle' || !line.startsWith(this.#prefix.trimEnd())) return this.#begin(number, line);
    const body = line.slice(this.#prefix.length);
    const next = this.#next(body);
    if (next === 'idle') return this.#begin(number, line);
    this.#state = next;
    if (next === 'blank') return undefined;
    return { start: this.#start, end: number };
  }

  #begin(number: number, line: string): TracebackGroup | undefined {
    this.#state = 'idle';
    const at = line.indexOf(HEADER);
    const isSyntaxError = at < 0 && /^ {2}File "[^"\n]{1,1024}", line \d{1,9}$/.test(line);
    if (at < 0 && !isSyntaxError) return undefined;
    // Prefixes longer than that are sentences: "failed with Traceback (most recent call last):".
    this.#prefix =
      at > 0 && at <= 40 && /^\s*$|^\[.*\]:?\s*$|^\w+\s+\|\s*$/.test(line.slice(0, at)) ? line.slice(0, at) : '';
    this.#state = 'inside';
    this.#start = number;
    return { start: number, end: number };
  }

  #next(body: string): State {
    const isBlank = body.trim() === '';
    if (this.#state === 'inside') {
      if (/^\s/.test(body)) return 'inside';
      return isBlank ? 'idle' : 'message';
    }
    if (this.#state === 'message') {
      if (isBlank) return 'blank';
      // Further lines of a message and notes are indented; those of an exception group start with a bar.
      return /^\s{2,}|^\s*[|+]/.test(body) ? 'message' : 'idle';
    }
    if (this.#state === 'blank') return CHAINED.test(body.trim()) ? 'chained' : 'idle';
    if (isBlank) return 'chained';
    return body.startsWith(HEADER) ? 'inside' : 'idle';
  }
}

/** A folder of the container and the folder of this machine that it shows, or was copied from. */
export interface FolderMapping {
  readonly container: string;
  readonly local: string;
}

/** Where on this machine a file of a traceback may be, the most likely place first. Code of the interpreter and of packages is nowhere. */
export function sourceCandidates(
  path: string,
  { mappings, folders }: { readonly mappings: readonly FolderMapping[]; readonly folders: readonly string[] },
): readonly string[] {
  if (/(?:^|\/)(?:site-packages|dist-packages)\/|^\/usr\/|^\/opt\/conda\/lib\//.test(path)) return [];
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || parts.length === 0) return [];
  const mapped = [...mappings]
    .sort((a, b) => b.container.length - a.container.length)
    .flatMap(({ container, local }) => {
      const base = container.replace(/\/+$/, '');
      return path.startsWith(`${base}/`) ? [`${local}${path.slice(base.length)}`] : [];
    });
  // Files that were copied into the image: /app/src/train.py may be src/train.py or train.py of the workspace.
  const suffixes = parts.map((_, index) => parts.slice(index).join('/'));
  const guessed = folders.flatMap((folder) => suffixes.map((suffix) => `${folder}/${suffix}`));
  return [...new Set([...mapped, ...guessed])].slice(0, 32);
}
