import { plainText } from '../../domain/base/plainText.ts';
import type { FieldConflict } from '../../domain/cluster/ports.ts';
import type { KubeFailure } from './kubeFailure.ts';

/** Fields that other managers have; empty when it is a conflict of another kind. */
export function fieldConflicts({ causes }: KubeFailure): readonly FieldConflict[] {
  return causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => ({ field, manager: managerOf(plainText(message)) }));
}

/** `conflict with "kubectl" with subresource "scale" using apps/v1`: the same manager counts as another one for a subresource. */
function managerOf(message: string): string {
  const [, manager, subresource] = /^conflict with "([^"]*)"(?: with subresource "([^"]*)")?/.exec(message) ?? [];
  if (manager === undefined) return message;
  return subresource === undefined ? manager : `${manager} (${subresource})`;
}
