/** A value while an expression is worked out. UNKNOWN: it cannot be told from the text. */
export type CelValue = string | number | boolean | null | CelList | CelMap | CelDuration | typeof UNKNOWN;

export const UNKNOWN = Symbol('unknown');

/** A list; its items are read when they are asked for. */
export interface CelList {
  readonly kind: 'list';
  items(): readonly CelValue[];
}

/** An object or a map. */
export interface CelMap {
  readonly kind: 'map';
  /** UNKNOWN where the server may fill it in, undefined where it is not there. */
  get(name: string): CelValue | undefined;
  keys(): readonly string[];
}

/** A span of time, in seconds. */
export interface CelDuration {
  readonly kind: 'duration';
  readonly seconds: number;
}

export function listOf(items: readonly CelValue[]): CelList {
  return { kind: 'list', items: () => items };
}

export function isList(value: CelValue): value is CelList {
  return typeof value === 'object' && value !== null && value.kind === 'list';
}

export function isMap(value: CelValue): value is CelMap {
  return typeof value === 'object' && value !== null && value.kind === 'map';
}

/** Whether two values are equal; UNKNOWN when a part of them is not known. */
export function equals(a: CelValue, b: CelValue): boolean | typeof UNKNOWN {
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  if (isList(a) && isList(b)) {
    const [left, right] = [a.items(), b.items()];
    return left.length === right.length && every(left.map((item, index) => equals(item, right[index] ?? null)));
  }
  if (isMap(a) && isMap(b)) {
    const keys = a.keys();
    if (keys.length !== b.keys().length) return false;
    return every(keys.map((key) => equals(a.get(key) ?? null, b.get(key) ?? UNKNOWN)));
  }
  if (isDuration(a) && isDuration(b)) return a.seconds === b.seconds;
  return a === b;
}

function every(answers: readonly (boolean | typeof UNKNOWN)[]): boolean | typeof UNKNOWN {
  if (answers.includes(false)) return false;
  return answers.includes(UNKNOWN) ? UNKNOWN : true;
}

export function isDuration(value: CelValue): value is CelDuration {
  return typeof value === 'object' && value !== null && value.kind === 'duration';
}
