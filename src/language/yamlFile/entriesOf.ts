import type { YamlValue } from '../yaml/yamlValue.ts';

/** Entries of a map with their keys, without `<<`; none for anything else. */
export function entriesOf(map: YamlValue | undefined): readonly (readonly [key: string, value: YamlValue])[] {
  if (map?.isMap !== true) return [];
  return Array.from(map.items(), (value) => [plainKey(value.key ?? ''), value] as const).filter(
    ([key]) => key !== '<<',
  );
}

/** Items of a list; none for anything else. */
export function itemsOf(list: YamlValue | undefined): readonly YamlValue[] {
  return list?.isList === true ? Array.from(list.items()) : [];
}

/** The texts of a list or of one text, with the values they stand in. */
export function wordsOf(value: YamlValue | undefined): readonly (readonly [text: string, value: YamlValue])[] {
  if (!value) return [];
  const values = value.isList ? itemsOf(value) : [value];
  return values.flatMap((item) => (item.text === undefined ? [] : [[item.text, item] as const]));
}

/** Whether a map takes entries from an anchor, so that what is missing may come from there. */
export function isMerged(map: YamlValue): boolean {
  return map.isMap && Array.from(map.items()).some(({ key }) => key === '<<');
}

/** The key without quotes. */
function plainKey(key: string): string {
  return /^(["']).*\1$/.test(key) ? key.slice(1, -1) : key;
}
