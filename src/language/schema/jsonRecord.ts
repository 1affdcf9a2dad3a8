/** A map of JSON from outside. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is a map. */
export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map, or an empty one for anything else. */
export function jsonRecord(value: unknown): JsonRecord {
  return isJsonRecord(value) ? value : {};
}
