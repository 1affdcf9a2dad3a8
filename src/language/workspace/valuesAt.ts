import { eachAt } from '../manifest/eachAt.ts';
import { KeyPath } from '../yaml/keyPath.ts';
import type { YamlValue } from '../yaml/yamlValue.ts';

const PATHS = new Map<string, KeyPath>();
const NONE: readonly YamlValue[] = [];

/** Made once: paths stand in tables. */
function pathOf(text: string): KeyPath {
  let path = PATHS.get(text);
  if (!path) PATHS.set(text, (path = new KeyPath(text)));
  return path;
}

/** The values below a path of keys with dots between; `*` is every item of a list or value of a map. The empty path is the value itself. */
export function valuesAt(from: YamlValue, path: string): readonly YamlValue[] {
  const keys = pathOf(path);
  if (!from.tree.mayHave(keys.needed)) return NONE;
  const values: YamlValue[] = [];
  eachAt(from, keys, (value) => values.push(value));
  return values;
}
