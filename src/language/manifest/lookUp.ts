import type { YamlValue } from '../yaml/yamlValue.ts';

/**
 * The value below keys, without those that are null. What stands in the way and is no map (a template, an alias without anchor, a wrong type) is
 * the answer itself, so that a rule sees a value that it cannot judge and not one that is missing.
 */
export function lookUp(from: YamlValue | undefined, path: readonly string[]): YamlValue | undefined {
  let value = from;
  for (const key of path) {
    if (!value || value.isNull) return undefined;
    if (!value.isMap) return value;
    value = value.at(key);
  }
  return value?.isNull === true ? undefined : value;
}
