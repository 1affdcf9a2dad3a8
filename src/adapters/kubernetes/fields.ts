/** A JSON object as it was parsed. Only names that are written in the code are looked up in it; names from outside become keys of Maps. */
export interface Fields {
  readonly [name: string]: unknown;
}

const NONE: Fields = Object.freeze({});

/** Reading ten thousand objects must not copy each of them first, so nothing is converted here; what is no object reads as an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsIn(fields: Fields, name: string): Fields {
  return fieldsOf(fields[name]);
}

/** The objects of a list; everything else in it is left out. */
export function listIn(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Undefined for an empty text too: the API leaves out what is empty. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function textsIn(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
