import type { StoreSource } from './storeJob.ts';
import { StoreTrouble } from './storeProblem.ts';

export function openFileSource(path: string): StoreSource {
  throw new StoreTrouble({ reason: 'not-a-store', path });
}
