import type { YamlValue } from '../yaml/yamlValue.ts';

const DOUBLE = 0x22;
const SINGLE = 0x27;

/** Entries of a map with their keys, without `<<`; none for anything else. */
export function entriesOf(map: YamlValue | undefined): readonly (readonly [key: string, value: YamlValue])[] {
  if (map?.isMap !== true) return [];
  const entries: (readonly [key: string, value: YamlValue])[] = [];
  for (const value of map.items()) {
    const { key = '' } = value;
    if (key !== '<<') entries.push([plainKey(key), value]);
  }
  return entries;
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
  const quote = key.charCodeAt(0);
  const isQuoted = (quote === DOUBLE || quote === SINGLE) && key.length > 1 && key.charCodeAt(key.length - 1) === quote;
  return isQuoted ? key.slice(1, -1) : key;
}
