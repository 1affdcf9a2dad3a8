/** The newest Engine API that Trainyard knows. Newer engines are asked for this one, or for their own oldest one if that is newer still. */
export const NEWEST_API = '1.56';
/** The oldest one: Docker 1.12. */
export const OLDEST_API = '1.24';

/** Orders `major.minor`; below 0 when `a` is older. */
export function compareApi(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/** What an engine says of its API versions; `oldest` is missing in engines before 1.25. */
export interface ApiRange {
  readonly newest: string;
  readonly oldest?: string;
}

/** The version to speak with an engine, or undefined when it is too old for us. */
export function chooseApi({ newest, oldest }: ApiRange): string | undefined {
  if (compareApi(newest, OLDEST_API) < 0) return undefined;
  if (compareApi(newest, NEWEST_API) <= 0) return newest;
  // Too new altogether: its oldest is the nearest to what we know. Unknown fields are ignored anyway.
  return oldest !== undefined && compareApi(oldest, NEWEST_API) > 0 ? oldest : NEWEST_API;
}
