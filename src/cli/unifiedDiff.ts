/** Lines around a change. */
const CONTEXT = 3;
/** Above this many changed lines a change is shown as a whole: the search for the shortest one grows with its square. */
const MOST_STEPS = 2000;

interface Change {
  /** Line of the old text, from 0. */
  readonly at: number;
  readonly removed: number;
  /** Line of the new text, from 0. */
  readonly to: number;
  readonly added: number;
}

/** The difference of two texts as `git apply` takes it; empty when there is none. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const old = linesOf(before);
  const fresh = linesOf(after);
  const hunks = hunksOf(changesBetween(old, fresh));
  const body = hunks.map((changes) => hunkText(changes, old, fresh)).join('');
  return `--- a/${path}\n+++ b/${path}\n${body}`;
}

/** With their line ends, so that a change of those is seen. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function changesBetween(old: readonly string[], fresh: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const middle = shortest(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail));
  return middle.map((change) => ({ ...change, at: change.at + head, to: change.to + head }));
}

/** Myers, An O(ND) Difference Algorithm, 1986: the furthest point of each diagonal, step by step, and the way back. */
function shortest(old: readonly string[], fresh: readonly string[]): readonly Change[] {
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(old.length + fresh.length, MOST_STEPS); steps++) {
    trace.push(new Map(furthest));
    const next = new Map(furthest);
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      let x = isDown(furthest, diagonal, steps)
        ? (furthest.get(diagonal + 1) ?? 0)
        : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return wayBack(trace, old.length, fresh.length);
    }
    furthest = next;
  }
  return [{ at: 0, removed: old.length, to: 0, added: fresh.length }];
}

function isDown(furthest: ReadonlyMap<number, number>, diagonal: number, steps: number): boolean {
  if (diagonal === -steps) return true;
  return diagonal !== steps && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1);
}

function wayBack(trace: readonly ReadonlyMap<number, number>[], oldCount: number, freshCount: number) {
  const changes: Change[] = [];
  let x = oldCount;
  let y = freshCount;
  for (let steps = trace.length - 1; steps > 0; steps--) {
    const furthest = trace[steps] ?? new Map<number, number>();
    const isAdded = isDown(furthest, x - y, steps);
    const diagonal = x - y + (isAdded ? 1 : -1);
    x = furthest.get(diagonal) ?? 0;
    y = x - diagonal;
    changes.push(isAdded ? { at: x, removed: 0, to: y, added: 1 } : { at: x, removed: 1, to: y, added: 0 });
  }
  return joined(changes.toReversed());
}

/** Changes that touch become one. */
function joined(changes: readonly Change[]): readonly Change[] {
  const all: Change[] = [];
  for (const change of changes) {
    const last = all.at(-1);
    if (last && last.at + last.removed === change.at && last.to + last.added === change.to) {
      all[all.length - 1] = {
        ...last,
        removed: last.removed + change.removed,
        added: last.added + change.added,
      };
    } else all.push(change);
  }
  return all;
}

/** Changes with less than twice the context between them share a hunk. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1)?.at(-1);
    if (last && change.at - (last.at + last.removed) <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(changes: readonly Change[], old: readonly string[], fresh: readonly string[]): string {
  const first = changes[0];
  const last = changes.at(-1);
  if (!first || !last) return '';
  const from = Math.max(0, first.at - CONTEXT);
  const to = Math.min(old.length, last.at + last.removed + CONTEXT);
  const grown = changes.reduce((sum, { added, removed }) => sum + added - removed, 0);
  const freshFrom = first.to - (first.at - from);
  const lines: string[] = [];
  let at = from;
  for (const change of changes) {
    for (; at < change.at; at++) lines.push(` ${old[at]}`);
    for (; at < change.at + change.removed; at++) lines.push(`-${old[at]}`);
    for (let line = change.to; line < change.to + change.added; line++) lines.push(`+${fresh[line]}`);
  }
  for (; at < to; at++) lines.push(` ${old[at]}`);
  const text = lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
  return `@@ -${rangeText(from, to - from)} +${rangeText(freshFrom, to - from + grown)} @@\n${text}`;
}

/** An empty range names the line before it. */
function rangeText(from: number, count: number): string {
  if (count === 0) return `${from},0`;
  return count === 1 ? `${from + 1}` : `${from + 1},${count}`;
}
