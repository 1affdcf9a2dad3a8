/**
 * An exponential moving mean whose beginning does not lean on a zero that nobody logged: `weight` is how much stays of what came before, from 0
 * (the values as they are) to below 1. The arithmetic is that of TensorBoard's scalar plots, so that a curve looks the same in both: values that are not finite
 * stay what they are and do not count, and a line that never changes is not touched by rounding.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const out = new Float64Array(values.length);
  const first = values[0];
  if (weight <= 0 || values.every((value) => value === first)) {
    out.set(values);
    return out;
  }
  let mean = 0;
  // What of the mean is values and not the zero it began with: 1 - weight^n.
  let missing = 1;
  for (const [at, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      out[at] = value;
      continue;
    }
    mean = mean * weight + (1 - weight) * value;
    missing *= weight;
    out[at] = mean / (1 - missing);
  }
  return out;
}
