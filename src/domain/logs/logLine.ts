/** One line as the source wrote it, without its line end. `text` may hold ANSI sequences; the page keeps colours only. */
export interface LogLine {
  /** 1 for the first line of the source; never reused, gaps are lines that were skipped. */
  readonly number: number;
  /** RFC 3339 with nanoseconds as the engine sent it; absent where the source has no time. */
  readonly time?: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Which of several logs it is from, where they are read as one: `worker 3`. */
  readonly source?: string;
  /** The line was cut at 64 KiB for the view; the spool has it whole. */
  readonly isCut?: boolean;
}
