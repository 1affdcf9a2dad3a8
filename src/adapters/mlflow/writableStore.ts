import { systemClock } from '../../domain/base/clock.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { type LocalStoreOptions, openLocalStore } from './localStore.ts';
import { pythonStore, type PythonStoreParts } from './pythonStore.ts';
import { PythonWriter } from './pythonWriter.ts';
import type { StorePlace } from './storeJob.ts';

export interface WritableStoreOptions
  extends LocalStoreOptions,
    Pick<PythonStoreParts, 'script' | 'folders' | 'environment'> {}

/** A store on this machine that is read without being touched, and changed by the user's own mlflow when the user asks for it. */
export async function openWritableStore(
  ref: TrackerRef & { readonly place: StorePlace },
  options: WritableStoreOptions,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const opened = await openLocalStore(ref, options, signal);
  if (!opened.ok) return opened;
  const change = pythonStore({ ...options, place: ref.place, platform: process.platform });
  const writer = new PythonWriter(opened.value, change, systemClock);
  return ok(Object.assign(opened.value, { writer }));
}
