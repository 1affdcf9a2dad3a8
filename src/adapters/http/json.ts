/** JSON objects from outside, as maps: keys such as `__proto__` are then nothing special. */
export type JsonRecord = ReadonlyMap<string, unknown>;

export function asRecord(value: unknown): JsonRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function recordOf(record: JsonRecord | undefined, key: string): JsonRecord | undefined {
  return asRecord(record?.get(key));
}

export function recordsOf(record: JsonRecord | undefined, key: string): readonly JsonRecord[] {
  return recordsIn(record?.get(key));
}

/** The objects of a list; everything else in it is left out. */
export function recordsIn(value: unknown): readonly JsonRecord[] {
  return asList(value).flatMap((item) => asRecord(item) ?? []);
}

export function stringOf(record: JsonRecord | undefined, key: string): string | undefined {
  const value = record?.get(key);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(record: JsonRecord | undefined, key: string): number | undefined {
  const value = record?.get(key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function stringsOf(record: JsonRecord | undefined, key: string): readonly string[] {
  return asList(record?.get(key)).filter((item) => typeof item === 'string');
}
