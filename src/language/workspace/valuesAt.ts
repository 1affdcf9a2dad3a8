import { eachAt } from '../manifest/eachAt.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';

/** The values below a path of keys with dots between; `*` is every item of a list or value of a map. The empty path is the value itself. */
export function valuesAt(from: YamlValue, path: string): readonly YamlValue[] {
  const values: YamlValue[] = [];
  eachAt(from, path === '' ? [] : path.split('.'), (value) => values.push(value));
  return values;
}
