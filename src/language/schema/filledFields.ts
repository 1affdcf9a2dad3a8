/**
 * Required fields that a mutating webhook or the object's carrier fills in: by the group and kind, then by the key of the map or list around and the field.
 * Sources: JobSet, pkg/webhooks (names of failure rules); Katib, which gives each trial its metadata.
 */
const FILLED: ReadonlyMap<string, ReadonlySet<string>> = new Map([['jobset.x-k8s.io/JobSet', new Set(['rules name'])]]);

interface MissingPlace {
  /** `jobset.x-k8s.io/JobSet` */
  readonly groupKind: string;
  /** The key around; undefined for the object itself. */
  readonly around: string | undefined;
  readonly name: string;
  /** Another object carries this one and makes it. */
  readonly isCarried: boolean;
}

/** Whether somebody fills a required field in before the schema is asked. */
export function isFilled({ groupKind, around, name, isCarried }: MissingPlace): boolean {
  if (around === undefined) return isCarried && name === 'metadata';
  return FILLED.get(groupKind)?.has(`${around} ${name}`) ?? false;
}
