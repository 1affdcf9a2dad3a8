/** A parsed TOML, YAML or JSON value. Tables are maps, so that a key such as `__proto__` is a key like any other. */
export type DataValue = string | number | boolean | null | readonly DataValue[] | DataTable;

export interface DataTable extends ReadonlyMap<string, DataValue> {
  readonly size: number;
}

export function tableAt(value: DataValue | undefined, ...path: readonly string[]): DataTable | undefined {
  const found = valueAt(value, ...path);
  return isTable(found) ? found : undefined;
}

export function textAt(value: DataValue | undefined, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The texts of a list; anything else in it is left out. Empty when there is no list. */
export function textsAt(value: DataValue | undefined, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === 'string');
}

export function listAt(value: DataValue | undefined, ...path: readonly string[]): readonly DataValue[] {
  const found = valueAt(value, ...path);
  return isList(found) ? found : [];
}

export function valueAt(value: DataValue | undefined, ...path: readonly string[]): DataValue | undefined {
  let found = value;
  for (const key of path) {
    if (!isTable(found)) return undefined;
    found = found.get(key);
  }
  return found;
}

export function isTable(value: DataValue | undefined): value is DataTable {
  return value instanceof Map;
}

function isList(value: DataValue | undefined): value is readonly DataValue[] {
  return Array.isArray(value);
}
