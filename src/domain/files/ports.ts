import type { Result } from '../base/failure.ts';

export type FileKind = 'file' | 'folder' | 'other';

/** What a file is, links followed where they lead somewhere. */
export interface FileFacts {
  readonly kind: FileKind;
  readonly isLink: boolean;
  /** In bytes. */
  readonly size: number;
  readonly changedAt: Date;
}

export interface FileEntry extends FileFacts {
  readonly name: string;
}

/** What a file must still be for it to be overwritten: others may write to it. `absent`: there must be none. */
export type ExpectedFile = Pick<FileFacts, 'size' | 'changedAt'> | 'absent';

/** Where a download goes. */
export interface DownloadTarget {
  /** A folder of this machine. */
  readonly folder: string;
  readonly overwrite: boolean;
}

/** How much of a download is here. */
export type ReportBytes = (done: number, total: number) => void;

/**
 * The files of a container, by absolute paths. Names are data: nothing in one is ever taken for an option or a command. Failures: `not-found` and
 * `forbidden` are about the path, `unreachable` says that the container is not there any more, `tool-missing` that its image has no shell.
 */
export interface RemoteFiles {
  facts(path: string, signal: AbortSignal): Promise<Result<FileFacts>>;
  /** What is in a folder, in no order. */
  list(path: string, signal: AbortSignal): Promise<Result<readonly FileEntry[]>>;
  /** The whole file; `rejected` when it has more than `most` bytes. */
  read(
    path: string,
    most: number,
    signal: AbortSignal,
  ): Promise<Result<{ readonly content: Uint8Array; readonly facts: FileFacts }>>;
  /** Whole or not at all. `conflict`: it is not what was expected any more. */
  write(
    path: string,
    content: Uint8Array,
    expected: ExpectedFile | undefined,
    signal: AbortSignal,
  ): Promise<Result<FileFacts>>;
  createFolder(path: string, signal: AbortSignal): Promise<Result<void>>;
  /** `conflict`: the target exists; `overwrite` replaces a file, never a folder. */
  move(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<Result<void>>;
  copy(from: string, to: string, overwrite: boolean, signal: AbortSignal): Promise<Result<void>>;
  /**
   * Copies a file, or a folder with all regular files in it, under its own name. Goes on by itself after a cut, and where it was left when it is
   * asked for again; only cancelling takes back what has come. Returns the paths written, relative to the target.
   */
  download(
    path: string,
    target: DownloadTarget,
    report: ReportBytes,
    signal: AbortSignal,
  ): Promise<Result<readonly string[]>>;
  /** A folder with all that is in it. */
  remove(path: string, signal: AbortSignal): Promise<Result<void>>;
}
