/** A map or list in block style. Columns count UTF-16 units. */
export interface Level {
  readonly isList: boolean;
  /** Where its keys or dashes stand. */
  readonly oldColumn: number;
  /** Where they will stand. */
  newColumn: number;
  readonly parent: Level | undefined;
  /** The first and the last line with something of it. */
  readonly first: number;
  last: number;
}

/** Where the value of a map or list of entries begins that has a line of its own. */
export function columnBelow(parent: Level | undefined, step: number): number {
  if (!parent) return 0;
  // What stands behind a dash is one dash and one blank away from it.
  return parent.newColumn + (parent.isList ? 2 : step);
}
