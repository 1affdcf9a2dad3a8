import type { YamlValue } from '../yaml/yamlValue.ts';

/** Whether two values are equal, in any order of keys; false when a part of one is not known. */
export function isSameValue(a: YamlValue, b: YamlValue): boolean {
  if (a.isMap !== b.isMap || a.isList !== b.isList) return false;
  if (!a.isMap && !a.isList) return a.isNull ? b.isNull : a.text !== undefined && a.text === b.text;
  const items = Array.from(a.items());
  const others = Array.from(b.items());
  if (items.length !== others.length) return false;
  return items.every((item, index) => {
    const other = item.key === undefined ? others[index] : b.at(item.key);
    return other !== undefined && isSameValue(item, other);
  });
}
