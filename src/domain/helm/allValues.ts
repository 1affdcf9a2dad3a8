import { isObject } from '../deploy/plainData.ts';

/**
 * The values that a release was made with: the chart's own, with those of the user over them. As helm does it, a null of the user takes a
 * default away, and a table is never replaced by a plain value of the chart. Source: Helm documentation, "Values Files".
 */
export function allValues(own: unknown, given: unknown): Readonly<Record<string, unknown>> {
  const merged = new Map<string, unknown>(isObject(own) ? Object.entries(own) : []);
  for (const [name, value] of isObject(given) ? Object.entries(given) : []) {
    const before = merged.get(name);
    if (value === null && merged.has(name)) merged.delete(name);
    else merged.set(name, isObject(before) && isObject(value) ? allValues(before, value) : value);
  }
  return Object.fromEntries(merged);
}
