import type { Failure } from '../../domain/base/failure.ts';
import type { EngineStore } from './engineStore.ts';
import type { SnapshotReader } from './snapshotReader.ts';

/** Inspections at the same time: enough to be quick, few enough to leave the engine alone. */
const AT_ONCE = 4;

/**
 * Inspects the containers whose details are wanted now, most wanted first. A container that cannot be inspected is left as it is listed.
 * Returns the failure when the engine cannot be reached any more.
 */
export async function fetchDetails(
  reader: SnapshotReader,
  store: EngineStore,
  onDetails: () => void,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const queue = [...store.wanted()];
  let lost: Failure | undefined;
  const worker = async (): Promise<void> => {
    while (!signal.aborted && !lost) {
      const id = queue.shift();
      if (id === undefined) return;
      const details = await reader.details(id, signal);
      if (!details.ok) {
        if (details.failure.code === 'unreachable' || details.failure.code === 'timeout') lost = details.failure;
        continue;
      }
      if (details.value) store.setDetails(id, details.value);
      else store.remove(id);
      onDetails();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return lost;
}
