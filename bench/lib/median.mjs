// @ts-check
/**
 * @param {readonly number[]} values At least one.
 * @returns {number} The middle value; of an even count, the mean of the two in the middle.
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
