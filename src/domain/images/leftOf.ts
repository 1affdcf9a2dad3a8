import type { Image } from '../engines/engine.ts';
import { BUILD_LABELS } from '../runs/labels.ts';
import type { BuildRecord } from './buildStore.ts';

/**
 * Images without a name that builds which were cut off have left: they were finished but not tagged yet. Found by our label for this workspace and
 * by their time, so that nothing of other projects, and nothing that the user has kept from before, is offered.
 */
export function leftOf(cutOff: readonly BuildRecord[], engineId: string, images: readonly Image[]): readonly Image[] {
  const builds = cutOff.filter((record) => record.engineId === engineId);
  return images.filter(({ tags, labels, createdAt }) => {
    if (tags.length > 0) return false;
    const workspace = labels.get(BUILD_LABELS.workspace);
    return builds.some(
      ({ plan, startedAt }) =>
        workspace !== undefined &&
        plan.labels.get(BUILD_LABELS.workspace) === workspace &&
        // Engines tell whole seconds.
        createdAt.getTime() >= Math.floor(startedAt / 1000) * 1000,
    );
  });
}
