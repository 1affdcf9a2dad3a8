import type { Failure } from '../base/failure.ts';

/** Failures that are no object's fault: with the next one it would be the same, so that it is no use to go on. */
export function isOfCluster({ code }: Failure): boolean {
  return code === 'unreachable' || code === 'unauthorized' || code === 'timeout' || code === 'cancelled';
}
