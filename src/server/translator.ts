import type { Translate } from '../domain/base/text.ts';

/** Looks texts up in the pairs that the client handed over, and fills `{0}`, `{1}` …; texts without translation stay English. */
export function translator(texts: readonly (readonly string[])[]): Translate {
  const known = new Map(
    texts.flatMap(([english, translated]) =>
      english !== undefined && translated !== undefined ? [[english, translated] as const] : [],
    ),
  );
  return (message, ...args) =>
    (known.get(message) ?? message).replace(/\{(\d+)\}/g, (whole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? whole : String(value);
    });
}
