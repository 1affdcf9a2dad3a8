import type { NodeSubject, SubjectOf } from '../../domain/base/tree.ts';

/**
 * What a command is about: all selected rows when the clicked one is among them, else the clicked one, else the subject that code handed over.
 * Empty when the command came from the palette.
 */
export function subjectsOf(clicked: unknown, selected: unknown): readonly NodeSubject[] {
  const rows = Array.isArray(selected) ? selected.flatMap((row: unknown) => subjectOf(row) ?? []) : [];
  const one = subjectOf(clicked);
  const isAmongSelected = Array.isArray(selected) && selected.includes(clicked);
  if (one) return isAmongSelected ? rows : [one];
  return rows;
}

/** Those of {@link subjectsOf} that are of these kinds. */
export function subjectsOfKind<K extends NodeSubject['kind']>(
  clicked: unknown,
  selected: unknown,
  ...kinds: readonly K[]
): readonly SubjectOf<K>[] {
  const wanted: ReadonlySet<string> = new Set(kinds);
  return subjectsOf(clicked, selected).filter((subject): subject is SubjectOf<K> => wanted.has(subject.kind));
}

function subjectOf(value: unknown): NodeSubject | undefined {
  if (!isObject(value)) return undefined;
  if (isSubject(value)) return value;
  const node = value['node'];
  const subject = isObject(node) ? node['subject'] : undefined;
  return isObject(subject) && isSubject(subject) ? subject : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Subjects are made by our own trees; this only tells them from the other things VS Code hands to commands. */
function isSubject(value: object): value is NodeSubject {
  return (
    'kind' in value &&
    typeof value.kind === 'string' &&
    ('engineId' in value ||
      ('authority' in value && 'path' in value) ||
      'specPath' in value ||
      'buildId' in value ||
      'clusterId' in value ||
      'trackerId' in value)
  );
}
