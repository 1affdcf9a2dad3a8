/** Says whether a value from the other side of a wire has the shape that the contract promises. */
export type Check<T> = (value: unknown) => value is T;

export const isString: Check<string> = (value) => typeof value === 'string';
export const isBoolean: Check<boolean> = (value) => typeof value === 'boolean';
export const isNothing: Check<undefined> = (value) => value === undefined;

/** Finite: NaN and infinities do not survive JSON, so nobody sends them on purpose. */
export const isNumber: Check<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);

/** A whole number from 0, as counts and line numbers are. */
export const isCount: Check<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export function isOneOf<const T extends string>(...values: readonly T[]): Check<T> {
  const known = new Set<unknown>(values);
  return (value): value is T => known.has(value);
}

export function isArrayOf<T>(item: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((entry: unknown) => item(entry));
}

/** The value or nothing: JSON drops members that are undefined. */
export function isOptional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

type Shape<T> = { readonly [K in keyof T]-?: Check<T[K]> };

/** An object with these members, each of its own. Further members are of no interest and harmless: nobody reads them. */
export function isShape<T extends object>(members: Shape<T>): Check<T> {
  const entries = Object.entries<(value: unknown) => boolean>(members);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const own = new Map<string, unknown>(Object.entries(value));
    return entries.every(([name, check]) => check(own.get(name)));
  };
}
