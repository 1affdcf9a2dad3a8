import type { Definition, Reference } from '../workspace/objectSymbols.ts';
import type { Placed, WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import type { FindingSink } from './findingSink.ts';
import { folderOf } from './folderOf.ts';

/** What two objects that are compared stand in. */
export interface Surroundings {
  readonly index: WorkspaceIndex;
  /** Objects of other folders may be for another cluster, so that they do not meet. */
  readonly folder: string;
  readonly sink: FindingSink;
}

/** Those that are of the same folder. */
export function ofFolder<Thing>(things: Iterable<Placed<Thing>>, { folder }: Surroundings): readonly Placed<Thing>[] {
  return Array.from(things).filter(({ uri }) => folderOf(uri) === folder);
}

/** Objects of this folder that a place names. */
export function targetsOf(
  { groupKinds, name, namespace }: Pick<Reference, 'groupKinds' | 'name' | 'namespace'>,
  where: Surroundings,
): readonly Definition[] {
  return ofFolder(where.index.definitions(groupKinds, name, namespace), where).map(({ thing }) => thing);
}
