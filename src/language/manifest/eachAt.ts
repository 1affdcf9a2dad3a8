import type { YamlValue } from '../yaml/yamlValue.ts';

/** Visits the values below a path; `*` stands for every item of a list or value of a map. */
export function eachAt(
  from: YamlValue | undefined,
  path: readonly string[],
  visit: (value: YamlValue) => void,
  step = 0,
): void {
  if (!from) return;
  const key = path[step];
  if (key === undefined) visit(from);
  else if (key === '*') for (const item of from.items()) eachAt(item, path, visit, step + 1);
  else eachAt(from.at(key), path, visit, step + 1);
}
