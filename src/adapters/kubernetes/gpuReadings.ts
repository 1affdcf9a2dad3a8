import type { GpuReading } from '../../domain/cluster/gpuUse.ts';
import type { MetricSample } from './metricLines.ts';

/** Percent of the time in which a kernel ran. Not given for slices (MIG). */
export const GPU_UTIL = 'DCGM_FI_DEV_GPU_UTIL';
/** The same as a ratio, and for slices too. Source: NVIDIA, "DCGM Exporter Metrics". */
export const ENGINE_ACTIVE = 'DCGM_FI_PROF_GR_ENGINE_ACTIVE';
/** Memory in MiB. */
export const FB_USED = 'DCGM_FI_DEV_FB_USED';
export const FB_FREE = 'DCGM_FI_DEV_FB_FREE';
export const GPU_METRICS: ReadonlySet<string> = new Set([GPU_UTIL, ENGINE_ACTIVE, FB_USED, FB_FREE]);

/** Marks what our query adds to the samples of now: means of 20 minutes, and what was there 20 minutes ago. */
export const MARK = 'trainyard';
export const MARKS = { utilMean: 'util-mean', engineMean: 'engine-mean', before: 'before' } as const;

const MIB = 1024 ** 2;

/** Makes one reading of the samples of each GPU. `node`: where all of them are, when that is known. */
export function gpuReadings(samples: readonly MetricSample[], node?: string): readonly GpuReading[] {
  return Array.from(Map.groupBy(samples, keyOf).values(), (own) => readingOf(own, node));
}

/** A GPU of one holder: after a change of holders the old one can be told for some minutes as well. */
function keyOf({ labels }: MetricSample): string {
  return JSON.stringify([idOf(labels), podOf(labels) ?? null]);
}

function idOf(labels: ReadonlyMap<string, string>): string {
  const part = (name: string) => labels.get(name) ?? '';
  const gpu = part('UUID') === '' ? `${part('Hostname')} ${part('gpu')}` : part('UUID');
  return `${gpu} ${part('GPU_I_ID')}`;
}

/** Prometheus renames the exporter's own labels when the target that it scrapes has them too. */
function podOf(labels: ReadonlyMap<string, string>): string | undefined {
  const prefix = labels.has('exported_pod') ? 'exported_' : '';
  const pod = labels.get(`${prefix}pod`);
  return pod === undefined || pod === '' ? undefined : `${labels.get(`${prefix}namespace`) ?? ''}/${pod}`;
}

function readingOf(samples: readonly MetricSample[], knownNode: string | undefined): GpuReading {
  const [first] = samples;
  const labels = first?.labels ?? new Map<string, string>();
  const valueOf = (name: string, mark: string | undefined) =>
    samples.find((each) => each.labels.get(MARK) === mark && (mark !== undefined || each.name === name))?.value;
  const now = (name: string) => valueOf(name, undefined);
  const percent = percentOf(now(GPU_UTIL), now(ENGINE_ACTIVE));
  const longPercent = percentOf(valueOf('', MARKS.utilMean), valueOf('', MARKS.engineMean));
  const used = now(FB_USED);
  const free = now(FB_FREE);
  const pod = podOf(labels);
  const node = knownNode ?? labels.get('node') ?? labels.get('kubernetes_node') ?? labels.get('Hostname');
  return {
    id: idOf(labels),
    ...(node === undefined || node === '' ? {} : { node }),
    ...(pod === undefined ? {} : { pod }),
    ...(percent === undefined ? {} : { percent }),
    ...(used === undefined || free === undefined ? {} : { usedBytes: used * MIB, totalBytes: (used + free) * MIB }),
    ...(longPercent === undefined || valueOf('', MARKS.before) === undefined ? {} : { longPercent }),
  };
}

/** Values that DCGM could not read are huge numbers. */
function percentOf(util: number | undefined, engine: number | undefined): number | undefined {
  if (util !== undefined && util >= 0 && util <= 100) return util;
  return engine !== undefined && engine >= 0 && engine <= 1 ? engine * 100 : undefined;
}
