import type { Notifier } from '../../adapters/vscode/notify.ts';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { formatBytes } from '../../domain/base/format.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Image } from '../../domain/engines/engine.ts';
import type { Engine, EngineHub } from '../../domain/engines/engineHub.ts';
import { wholeSnapshot } from '../../domain/engines/wholeSnapshot.ts';
import type { BuildStore } from '../../domain/images/buildStore.ts';
import { leftOf } from '../../domain/images/leftOf.ts';

interface CutOffDeps {
  readonly hub: EngineHub;
  readonly builds: BuildStore;
  readonly notify: Notifier;
}

/** Looks once for what builds that were cut off with their window have left on their engines, and offers to remove that and nothing else. */
export async function offerCutOff({ hub, builds, notify }: CutOffDeps): Promise<void> {
  const cutOff = builds.takeCutOff();
  for (const engineId of new Set(cutOff.map((record) => record.engineId))) {
    const engine = await hub.engine(engineId);
    // An engine that is off has said so in its own row; there is nothing to offer then.
    if (!engine.ok) continue;
    const left = leftOf(cutOff, engineId, await imagesOf(engine.value));
    if (left.length === 0) continue;
    const titles = cutOff.filter((record) => record.engineId === engineId).map(({ title }) => title);
    const size = formatBytes(left.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    notify.info(
      t(
        'The build of {0} was cut off with its window and left {1} images without a name ({2}).',
        titles.join(', '),
        left.length,
        size,
      ),
      { title: t('Remove'), run: async () => reportTo(notify, await remove(engine.value, left)) },
    );
  }
}

async function imagesOf(engine: Engine): Promise<readonly Image[]> {
  const watched = engine.reader.watch();
  try {
    const snapshot = await wholeSnapshot(watched, new AbortController().signal);
    return snapshot.ok ? snapshot.value.images : [];
  } finally {
    watched.dispose();
  }
}

async function remove(engine: Engine, images: readonly Image[]): Promise<Result<void>> {
  return await withProgress(t('Removing images'), async (_report, signal) => {
    for (const { id } of images) {
      // Never by force: what somebody has begun to use meanwhile stays.
      const removed = await engine.images.remove(id, false, signal);
      if (!removed.ok && removed.failure.code !== 'not-found') return removed;
    }
    return ok(undefined);
  });
}

function reportTo(notify: Notifier, result: Result<void>): void {
  if (!result.ok) notify.failure(result.failure);
}
