/** How one of several processes that belong together has ended. */
export interface MemberEnd {
  readonly label: string;
  readonly exitCode: number | undefined;
  readonly at: Date;
  /** Stamp of its last line; '' when it wrote none. */
  readonly lastLine: string;
}

/** 128 + SIGKILL and SIGTERM: what those get who are ended because another one failed. */
const STOPPED = new Set([137, 143]);
/** Whether an exit code is that of one who was ended from outside. */
export function isStopped(exitCode: number | undefined): boolean {
  return exitCode !== undefined && STOPPED.has(exitCode);
}

/** The cluster tells ends in whole seconds, and one failure ends all others within moments. */
const TOGETHER_MS = 15_000;

/** Who failed first, and so probably is the cause: of those that ended together, one that was not stopped from outside, then the one that fell silent first. */
export function firstFailure(ends: readonly MemberEnd[]): MemberEnd | undefined {
  const failed = ends.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  const firstMs = Math.min(...failed.map(({ at }) => at.getTime()));
  const together = failed.filter(({ at }) => at.getTime() - firstMs <= TOGETHER_MS);
  const own = together.filter(({ exitCode }) => !isStopped(exitCode));
  const candidates = own.length > 0 ? own : together;
  return [...candidates].sort((a, b) => compare(a, b))[0];
}

function compare(a: MemberEnd, b: MemberEnd): number {
  // Ends in one second are in no order; the last lines are.
  const seconds = Math.floor(a.at.getTime() / 1000) - Math.floor(b.at.getTime() / 1000);
  if (seconds !== 0 || a.lastLine === b.lastLine) return seconds;
  return a.lastLine < b.lastLine ? -1 : 1;
}
