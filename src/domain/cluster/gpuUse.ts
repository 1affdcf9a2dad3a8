import { formatAge, formatDuration, formatTime } from '../base/format.ts';
import { t } from '../base/text.ts';
import { soldGigabytes } from './gpu.ts';

/** One GPU, or one hardware slice of it, as its exporter tells it. */
export interface GpuReading {
  /** Tells the GPUs apart: UUID, and the slice. A GPU that several pods share by turns is read once for each. */
  readonly id: string;
  readonly node?: string;
  /** `namespace/name` of the pod that holds it. Absent: nobody does, or the exporter does not know. */
  readonly pod?: string;
  readonly percent?: number;
  readonly usedBytes?: number;
  readonly totalBytes?: number;
  /** Mean of the last 20 minutes. Absent: not known, or the pod has not had it so long. */
  readonly longPercent?: number;
}

/** How busy GPUs are together. */
export interface GpuBusy {
  readonly gpus: number;
  readonly percent?: number;
  readonly usedBytes?: number;
  readonly totalBytes?: number;
  /** Mean over a longer time. */
  readonly past?: PastUse;
}

/** What was seen of a pod since a moment. */
export interface PastUse {
  readonly percent: number;
  readonly since: Date;
}

/** How busy the GPUs of a cluster are. */
export interface GpuUse {
  /** Who told it: `Prometheus monitoring/prometheus-server`. */
  readonly source: string;
  readonly readAt: Date;
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, GpuBusy>;
  readonly nodes: ReadonlyMap<string, GpuBusy>;
}

/** What a mean is made over, in milliseconds. */
export const PAST_MS = 20 * 60_000;
/** After a shorter time nothing is said: programs load data and models at first. */
const LEAST_PAST_MS = 5 * 60_000;
/** Below this mean it is said that a pod hardly uses what it holds. Training that waits for its data is above it. */
const IDLE_PERCENT = 20;
/** What was read longer ago is said with its age. */
const FRESH_MS = 60_000;

/** Sums readings up by pod and by node. `pasts`: what was seen of pods by ourselves, where nobody else remembers. */
export function gpuUseOf(
  readings: readonly GpuReading[],
  from: Pick<GpuUse, 'source' | 'readAt'>,
  pasts?: ReadonlyMap<string, PastUse>,
): GpuUse {
  const since = new Date(from.readAt.getTime() - PAST_MS);
  const held = readings.filter(({ pod }) => pod !== undefined);
  const pods = Array.from(Map.groupBy(held, ({ pod = '' }) => pod)).map(([pod, own]): [string, GpuBusy] => {
    const past = pasts ? pasts.get(pod) : pastOf(own, since);
    return [pod, { ...busyOf(own), ...(past ? { past } : {}) }];
  });
  const placed = Map.groupBy(readings, ({ node = '' }) => node);
  const nodes = Array.from(placed, ([node, own]): [string, GpuBusy] => [node, busyOf(own)]);
  return { ...from, pods: new Map(pods), nodes: new Map(nodes.filter(([node]) => node !== '')) };
}

function pastOf(readings: readonly GpuReading[], since: Date): PastUse | undefined {
  const means = readings.flatMap(({ longPercent }) => longPercent ?? []);
  return means.length > 0 && means.length === readings.length ? { percent: mean(means), since } : undefined;
}

function busyOf(readings: readonly GpuReading[]): GpuBusy {
  const gpus = [...new Map(readings.map((reading) => [reading.id, reading])).values()];
  return busySum(
    gpus.map(({ percent, usedBytes, totalBytes }) => ({
      gpus: 1,
      ...(percent === undefined ? {} : { percent }),
      ...(usedBytes === undefined || totalBytes === undefined ? {} : { usedBytes, totalBytes }),
    })),
  );
}

/** Of several pods, or of several nodes, together. Only what is known of all of them is said. */
export function busySum(parts: readonly GpuBusy[]): GpuBusy {
  const gpus = parts.reduce((sum, part) => sum + part.gpus, 0);
  const weighted = (value: (part: GpuBusy) => number | undefined): number | undefined => {
    const known = parts.flatMap((part) => value(part) ?? []);
    return known.length === parts.length && gpus > 0
      ? parts.reduce((sum, part) => sum + (value(part) ?? 0) * part.gpus, 0) / gpus
      : undefined;
  };
  const percent = weighted((part) => part.percent);
  const used = weighted(({ usedBytes, gpus: own }) => usedBytes && usedBytes / own);
  const total = weighted(({ totalBytes, gpus: own }) => totalBytes && totalBytes / own);
  const past = weighted((part) => part.past?.percent);
  const since = Math.max(...parts.map((part) => part.past?.since.getTime() ?? 0));
  return {
    gpus,
    ...(percent === undefined ? {} : { percent }),
    ...(used === undefined || total === undefined ? {} : { usedBytes: used * gpus, totalBytes: total * gpus }),
    ...(past === undefined ? {} : { past: { percent: past, since: new Date(since) } }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What rows say of who holds GPUs: how busy they are, and that they hardly are. `asked`: how many it asks for by name. */
export function useTexts(busy: GpuBusy, asked: number, readAt: Date, now: Date): readonly string[] {
  // Those that were given by a claim are asked for by no name.
  const held = asked > 0 ? asked : busy.gpus;
  return [busyText(busy, readAt, now), idleText(held, busy, readAt)].filter((text) => text !== undefined);
}

/** `GPU 87 %, 61 of 80 GB`; with its age when it is not from just now. */
export function busyText(busy: GpuBusy, readAt: Date, now: Date): string | undefined {
  const { percent } = busy;
  const memory = memoryText(busy);
  const text =
    percent === undefined
      ? memory && t('GPU {0}', memory)
      : memory === undefined
        ? t('GPU {0} %', Math.round(percent))
        : t('GPU {0} %, {1}', Math.round(percent), memory);
  if (text === undefined || now.getTime() - readAt.getTime() < FRESH_MS) return text;
  return t('{0} ({1})', text, formatAge(readAt, now));
}

/** In the sizes that GPUs are sold in, as people name them. */
function memoryText({ gpus, usedBytes, totalBytes }: GpuBusy): string | undefined {
  if (usedBytes === undefined || totalBytes === undefined || totalBytes === 0) return undefined;
  const total = soldGigabytes(totalBytes / gpus) * gpus;
  return t('{0} of {1} GB', Math.round((usedBytes / totalBytes) * total), total);
}

/** `asked 8, used 11 % for 20 min`; undefined while what is held is used, or not seen for long enough. */
export function idleText(asked: number, { past }: GpuBusy, readAt: Date): string | undefined {
  if (!past || past.percent >= IDLE_PERCENT) return undefined;
  const seenMs = readAt.getTime() - past.since.getTime();
  if (seenMs < LEAST_PAST_MS) return undefined;
  const percent = Math.round(past.percent);
  return seenMs >= PAST_MS
    ? t('asked {0}, used {1} % for {2}', asked, percent, formatDuration(PAST_MS))
    : t('asked {0}, used {1} % since {2}', asked, percent, formatTime(past.since));
}
