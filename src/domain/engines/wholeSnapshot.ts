import type { Result } from '../base/failure.ts';
import type { Watched } from '../base/watched.ts';
import { whenKnown } from '../base/whenKnown.ts';
import type { EngineSnapshot } from './engine.ts';

/** The first snapshot that has images, volumes and networks too. Decisions must not take "not read yet" for "there are none". */
export function wholeSnapshot(watched: Watched<EngineSnapshot>, signal: AbortSignal): Promise<Result<EngineSnapshot>> {
  return whenKnown(watched, signal, ({ isPartial }) => isPartial !== true);
}
