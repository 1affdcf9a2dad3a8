/** The same object, in which what may be undefined may also be absent. */
export type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, because optional properties of our types are absent and never undefined. */
export function definedOf<T extends object>(values: T): Defined<T> {
  const copy: Partial<T> = { ...values };
  for (const name in copy) if (copy[name] === undefined) delete copy[name];
  return hasNoUndefined(copy) ? copy : {};
}

function hasNoUndefined<T extends object>(values: Partial<T>): values is Defined<T> & Partial<T> {
  return Object.values(values).every((value) => value !== undefined);
}
