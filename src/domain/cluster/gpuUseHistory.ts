import { type GpuReading, PAST_MS, type PastUse } from './gpuUse.ts';

/** A longer time between two readings is not bridged: nobody knows what was then. */
const GAP_MS = 2 * 60_000;

interface Sample {
  readonly at: number;
  readonly percent: number;
}

/** What was seen of pods while somebody looked, for sources that remember nothing themselves. At most 20 minutes. */
export class GpuUseHistory {
  readonly #pods = new Map<string, Sample[]>();

  /** Takes readings of one moment, and gives what is known of each pod in them. Pods that are not in them are forgotten. */
  add(readings: readonly GpuReading[], at: Date): ReadonlyMap<string, PastUse> {
    const now = at.getTime();
    const known = readings.filter(({ pod, percent }) => pod !== undefined && percent !== undefined);
    const pods = Map.groupBy(known, ({ pod = '' }) => pod);
    for (const pod of this.#pods.keys()) if (!pods.has(pod)) this.#pods.delete(pod);
    const pasts = new Map<string, PastUse>();
    for (const [pod, own] of pods) {
      const percent = own.reduce((sum, reading) => sum + (reading.percent ?? 0), 0) / own.length;
      const before = this.#pods.get(pod) ?? [];
      const isBridged = now - (before.at(-1)?.at ?? 0) <= GAP_MS;
      const samples = [...(isBridged ? before : []), { at: now, percent }];
      // The one before the window stays: since then it was seen.
      while ((samples[1]?.at ?? Infinity) <= now - PAST_MS) samples.shift();
      this.#pods.set(pod, samples);
      const sum = samples.reduce((total, sample) => total + sample.percent, 0);
      pasts.set(pod, { percent: sum / samples.length, since: new Date(samples[0]?.at ?? now) });
    }
    return pasts;
  }
}
