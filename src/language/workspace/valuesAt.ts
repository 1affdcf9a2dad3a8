import { eachAt } from '../manifest/eachAt.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';

const STEPS = new Map<string, readonly string[]>();

/** The keys of a path, split once: paths stand in tables. */
function stepsOf(path: string): readonly string[] {
  let steps = STEPS.get(path);
  if (!steps) STEPS.set(path, (steps = path === '' ? [] : path.split('.')));
  return steps;
}

/** The values below a path of keys with dots between; `*` is every item of a list or value of a map. The empty path is the value itself. */
export function valuesAt(from: YamlValue, path: string): readonly YamlValue[] {
  const values: YamlValue[] = [];
  eachAt(from, stepsOf(path), (value) => values.push(value));
  return values;
}
