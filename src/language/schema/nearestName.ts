/** Letters that may be wrong, by the length of a name: one in short names, up to three in long ones. */
function mostChanges(length: number): number {
  return length <= 3 ? 1 : length <= 8 ? 2 : 3;
}

/**
 * The name that was probably meant: the same letters in another case, else the one with the fewest letters changed, added, left out or swapped.
 * Undefined when none is near, or two are equally near.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = mostChanges(name.length) + 1;
  let isUnique = true;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const changes = candidate.toLowerCase() === lower ? 0 : changesBetween(lower, candidate.toLowerCase(), least);
    // Of very short names nothing would be left.
    if (changes > least || (changes > 0 && changes * 2 >= Math.max(name.length, candidate.length))) continue;
    isUnique = changes < least;
    if (changes < least) best = candidate;
    least = changes;
  }
  return isUnique ? best : undefined;
}

/** Damerau-Levenshtein with neighbours swapped; above `limit` any larger number. */
function changesBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let changes = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        changes = Math.min(changes, (beforeLast[column - 2] ?? 0) + 1);
      current.push(changes);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
