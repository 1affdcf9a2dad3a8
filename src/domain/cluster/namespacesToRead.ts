import type { Snapshot } from '../base/watched.ts';

/**
 * Which namespaces are read of a cluster, absent for all at once: the whole cluster, or the chosen namespaces. Where the whole cluster may not be
 * read, the namespace of the context.
 * @param peekWhole what is known of the whole cluster; looked at only when that matters
 * @param isAllWanted also the namespaces that were not chosen, where that is allowed
 */
export function namespacesToRead(
  { chosen, own }: { readonly chosen: readonly string[]; readonly own: string },
  peekWhole: () => Snapshot<unknown> | undefined,
  isAllWanted = false,
): readonly (string | undefined)[] {
  if (chosen.length > 0 && !isAllWanted) return chosen;
  const whole = peekWhole();
  const isForbidden = whole?.state === 'failed' && whole.failure.code === 'forbidden';
  if (!isForbidden) return [undefined];
  return chosen.length > 0 ? chosen : [undefined, own];
}
