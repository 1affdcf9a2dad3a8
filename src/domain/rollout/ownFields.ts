import type { FieldConflict } from '../cluster/ports.ts';
import { fieldOf, isEqualData, isObject, sortedData } from '../deploy/plainData.ts';
import { MANAGER } from '../runs/kubernetesLabels.ts';

/**
 * A patch is an update and a deploy is an apply, and the server takes the two for different managers though both are Trainyard: after an undo the
 * next deploy would be in conflict, and what it leaves out would stay for ever. This patch hands over what updates of Trainyard have set to its
 * applies; undefined when there is nothing to hand over. `object` is as the server has it now, managed fields and all: its resource version is in the
 * patch, so that the server answers `conflict` when something has changed since, and then it is to be read again. Source: Kubernetes documentation,
 * "Server-Side Apply", "Transferring ownership between managers".
 */
export function adoptPatch(object: unknown): object | undefined {
  const list = fieldOf(object, 'metadata', 'managedFields');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const updated = entries.filter((entry) => isOurs(entry, 'Update'));
  const applied = entries.find((entry) => isOurs(entry, 'Apply'));
  if (updated.length === 0 || applied === undefined || !isObject(applied)) return undefined;
  const fieldsV1 = [applied, ...updated].map((entry) => fieldOf(entry, 'fieldsV1')).reduce(union);
  if (isEqualData(fieldsV1, applied['fieldsV1'])) return undefined;
  const managedFields = entries.flatMap((entry) => {
    if (updated.includes(entry)) return [];
    return [entry === applied ? sortedData({ ...applied, fieldsV1 }) : entry];
  });
  return { metadata: { resourceVersion: fieldOf(object, 'metadata', 'resourceVersion'), managedFields } };
}

/**
 * Everything that an apply is in conflict with was set by Trainyard itself (a scale, a restart), so it may be forced without asking.
 * A subresource stands behind the name: `trainyard (scale)`.
 */
export function isOwnConflict(conflicts: readonly FieldConflict[]): boolean {
  return conflicts.length > 0 && conflicts.every(({ manager }) => manager.split(' (')[0] === MANAGER);
}

function isOurs(entry: unknown, operation: 'Apply' | 'Update'): boolean {
  return (
    fieldOf(entry, 'manager') === MANAGER &&
    fieldOf(entry, 'operation') === operation &&
    (fieldOf(entry, 'subresource') ?? '') === ''
  );
}

/** Sets of fields are trees of objects, whose leaves are empty. */
function union(a: unknown, b: unknown): unknown {
  if (!isObject(a) || !isObject(b)) return isObject(a) ? a : b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(Array.from(names, (name) => [name, union(fieldOf(a, name), fieldOf(b, name))]));
}
