import type { PlainData, PlainObject } from '../deploy/plainData.ts';

/** The parts of a sheet before what is not known is left out. */
export interface LooseData {
  readonly [name: string]: PlainData | LooseData | undefined;
}

/** By name, so that two sheets differ only where their runs do. Names are those of users: `__proto__` is one like any other. */
export function sortedData(entries: Iterable<readonly [string, PlainData]>): PlainObject | undefined {
  const all = Array.from(entries).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}

/** Without what is not known, and without what is then empty. */
export function tidyData(data: LooseData): PlainObject {
  const known = Object.entries(data).flatMap(([name, value]): [string, PlainData][] => {
    if (!isLoose(value)) return value === undefined ? [] : [[name, value]];
    const inner = tidyData(value);
    return Object.keys(inner).length > 0 ? [[name, inner]] : [];
  });
  return Object.fromEntries(known);
}

function isLoose(value: PlainData | LooseData | undefined): value is LooseData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
