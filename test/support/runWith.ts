import type { TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import { trackedRun } from './trackedRuns.ts';

interface RunFacts extends Partial<Omit<TrackedRun, 'params' | 'metrics' | 'tags'>> {
  readonly id: string;
  readonly params?: Iterable<readonly [string, string]>;
  readonly metrics?: Iterable<readonly [string, number]>;
  readonly tags?: Iterable<readonly [string, string]>;
}

/** A run with what a test says of it, and nothing else: not even a name. */
export function runWith({ id, params = [], metrics = [], tags = [], ...facts }: RunFacts): TrackedRun {
  return trackedRun(id, {
    name: '',
    ...facts,
    params: new Map(params),
    metrics: new Map(metrics),
    tags: new Map(tags),
  });
}
