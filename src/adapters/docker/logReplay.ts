import type { LogLine } from '../../domain/logs/logLine.ts';

/** Lines of the two streams can be stamped in one order and written in another; this much is asked for again after a cut. */
const OVERLAP_MS = 1_000;
/** Lines are remembered for longer, for those that an engine repeats within one stream. */
const REMEMBERED_MS = 5_000;
/** Lines remembered at most: at the highest speeds the overlap is shorter than its time. */
const REMEMBERED = 50_000;

interface Batch {
  readonly lines: readonly LogLine[];
  readonly newestMs: number;
}

/**
 * Remembers the last lines, so that a stream that is opened again starts a little earlier and gives none twice.
 * Lines are told apart by stamp, stream and text, counted: equal lines with equal stamps stay as many as they were.
 */
export class LogReplay {
  #recent: Batch[] = [];
  #count = 0;
  #newest = '';
  /** Stamp of the first line that was given; nothing before it is wanted when only the end of a log was asked for. */
  #floor: string | undefined;
  #awaited: Map<string, number> | undefined;
  #isRepeating = false;
  #hasRepeated = true;
  #isGap = false;

  /** @param isTail only the end of the log was asked for */
  constructor(isTail = false) {
    this.#floor = isTail ? '' : undefined;
  }

  /** Stamp of the newest line so far; '' before the first. */
  get newest(): string {
    return this.#newest;
  }

  /** `since` for the next request, in seconds with a fraction as the engine takes it; undefined: from the start. */
  since(): string | undefined {
    const newestMs = Date.parse(this.#newest);
    if (Number.isNaN(newestMs)) return undefined;
    const oldestKept = this.#recent[0]?.lines[0]?.time;
    const oldestMs = oldestKept === undefined ? newestMs : Date.parse(oldestKept);
    const from = Math.max(newestMs - OVERLAP_MS, this.#count >= REMEMBERED ? oldestMs + 1 : 0);
    return (from / 1000).toFixed(3);
  }

  /** A new stream begins: what it repeats is to be dropped. */
  reopen(): void {
    if (this.#recent.length === 0) return;
    const from = Number(this.since() ?? 0) * 1000;
    this.#awaited = new Map();
    this.#isGap = false;
    for (const { lines } of this.#recent) {
      for (const line of lines) {
        if (Date.parse(line.time ?? '') < from) continue;
        const key = keyOf(line);
        this.#awaited.set(key, (this.#awaited.get(key) ?? 0) + 1);
      }
    }
    this.#hasRepeated = this.#awaited.size === 0;
  }

  /** Whether this line was given before. Asked once for each line of a stream, in order. */
  isRepeated(line: Pick<LogLine, 'time' | 'stream' | 'text'>): boolean {
    const awaited = this.#awaited;
    if (this.#floor !== undefined && (line.time ?? '') < this.#floor) return true;
    if (!awaited) {
      this.#isRepeating = this.#isOld(line.time ?? '') && this.#wasGiven(line);
      return this.#isRepeating;
    }
    const key = keyOf(line);
    const left = awaited.get(key);
    if (left === undefined) {
      this.#passNew(line.time ?? '');
      return false;
    }
    this.#hasRepeated = true;
    if (left > 1) awaited.set(key, left - 1);
    else awaited.delete(key);
    if (awaited.size === 0) this.#awaited = undefined;
    return true;
  }

  /** A repetition ends with our newest line; alone, a line with its stamp is simply another one. */
  #isOld(time: string): boolean {
    return time < this.#newest || (time === this.#newest && this.#isRepeating);
  }

  /**
   * Engines up to 20.10 read the start of a rotated file twice into one stream. Looked for only when a line is older than the newest one,
   * back to where lines are older still.
   */
  #wasGiven({ time = '', stream, text }: Pick<LogLine, 'time' | 'stream' | 'text'>): boolean {
    const ms = Date.parse(time);
    for (let index = this.#recent.length - 1; index >= 0; index--) {
      const batch = this.#recent[index];
      if (!batch || batch.newestMs < ms) return false;
      if (batch.lines.some((each) => each.time === time && each.stream === stream && each.text === text)) return true;
    }
    return false;
  }

  /** A line that was not given before. One that is newer than all of ours, before any was repeated, shows that ours are gone. */
  #passNew(time: string): void {
    if (time <= this.#newest) return;
    this.#isGap = !this.#hasRepeated;
    this.#hasRepeated = true;
    if (Date.parse(time) > Date.parse(this.#newest) + OVERLAP_MS) this.#awaited = undefined;
  }

  /** True once, when the stream went on with a newer line and repeated nothing: the engine has thrown away what was between. */
  takeGap(): boolean {
    const isGap = this.#isGap;
    this.#isGap = false;
    return isGap;
  }

  remember(lines: readonly LogLine[]): void {
    if (this.#floor === '') this.#floor = lines[0]?.time ?? '';
    let newest = this.#newest;
    for (const { time } of lines) if (time !== undefined && time > newest) newest = time;
    this.#newest = newest;
    const newestMs = Date.parse(newest);
    this.#recent.push({ lines, newestMs });
    this.#count += lines.length;
    let drop = 0;
    while (drop < this.#recent.length - 1) {
      const oldest = this.#recent[drop];
      const isFull = this.#count - (oldest?.lines.length ?? 0) >= REMEMBERED;
      if (!oldest || (oldest.newestMs >= newestMs - REMEMBERED_MS && !isFull)) break;
      this.#count -= oldest.lines.length;
      drop += 1;
    }
    if (drop > 0) this.#recent.splice(0, drop);
  }
}

function keyOf({ time = '', stream, text }: Pick<LogLine, 'time' | 'stream' | 'text'>): string {
  return `${time}${stream === 'stderr' ? 'e' : 'o'}${text}`;
}
