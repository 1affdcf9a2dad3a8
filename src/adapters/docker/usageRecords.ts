import { definedOf } from '../../domain/base/defined.ts';
import type { Usage } from '../../domain/engines/usage.ts';
import { type JsonRecord, numberOf, recordOf, recordsOf, stringOf } from '../http/json.ts';

/** Limits of this size mean that there is none (cgroup v1 writes its largest number). */
const NO_LIMIT = 2 ** 60;
const NANO = 1e9;

/** CPU time used until an instant; two of them make a load. */
export interface CpuSample {
  /** Milliseconds by the engine's clock. */
  readonly at: number;
  /** Nanoseconds of all cores together. */
  readonly used: number;
}

/** One answer of `GET /containers/{id}/stats` (cgroup v1 and v2, Docker and Podman). Undefined when the container is not running. */
export function usageOf(
  frame: JsonRecord,
  before: CpuSample | undefined,
): { readonly usage: Usage; readonly sample: CpuSample } | undefined {
  const cpu = recordOf(frame, 'cpu_stats');
  const used = numberOf(recordOf(cpu, 'cpu_usage'), 'total_usage');
  const at = Date.parse(stringOf(frame, 'read') ?? '');
  const memory = recordOf(frame, 'memory_stats');
  const memoryBytes = memoryOf(memory);
  if (used === undefined || memoryBytes === undefined || Number.isNaN(at) || at <= 0) return undefined;
  const sample = { at, used };
  const networks = Array.from(recordOf(frame, 'networks')?.keys() ?? [], (name) =>
    recordOf(recordOf(frame, 'networks'), name),
  );
  const blocks = recordsOf(recordOf(frame, 'blkio_stats'), 'io_service_bytes_recursive');
  return {
    sample,
    usage: {
      cpuCores: coresOf(frame, sample, before),
      memoryBytes,
      ...definedOf({
        memoryLimitBytes: limitOf(memory),
        processes: numberOf(recordOf(frame, 'pids_stats'), 'current'),
      }),
      networkReadBytes: sum(networks, 'rx_bytes'),
      networkWrittenBytes: sum(networks, 'tx_bytes'),
      blockReadBytes: sum(
        blocks.filter((block) => /^read$/i.test(stringOf(block, 'op') ?? '')),
        'value',
      ),
      blockWrittenBytes: sum(
        blocks.filter((block) => /^write$/i.test(stringOf(block, 'op') ?? '')),
        'value',
      ),
    },
  };
}

/** From the sample before; for the first frame from the pair that the engine itself took. */
function coresOf(frame: JsonRecord, now: CpuSample, before: CpuSample | undefined): number {
  const own = {
    at: Date.parse(stringOf(frame, 'preread') ?? ''),
    used: numberOf(recordOf(recordOf(frame, 'precpu_stats'), 'cpu_usage'), 'total_usage') ?? 0,
  };
  const from = before ?? (own.at > 0 && own.used > 0 ? own : undefined);
  if (!from || now.at <= from.at) return 0;
  return Math.max(0, (now.used - from.used) / (((now.at - from.at) / 1000) * NANO));
}

/** Without the file cache that the kernel gives back when somebody needs it, as `docker stats` counts. */
function memoryOf(memory: JsonRecord | undefined): number | undefined {
  const usage = numberOf(memory, 'usage');
  if (usage === undefined) return undefined;
  const stats = recordOf(memory, 'stats');
  const cache = numberOf(stats, 'total_inactive_file') ?? numberOf(stats, 'inactive_file') ?? 0;
  return cache < usage ? usage - cache : usage;
}

function limitOf(memory: JsonRecord | undefined): number | undefined {
  const limit = numberOf(memory, 'limit');
  return limit === undefined || limit <= 0 || limit >= NO_LIMIT ? undefined : limit;
}

function sum(records: readonly (JsonRecord | undefined)[], key: string): number {
  return records.reduce((total, record) => total + (numberOf(record, key) ?? 0), 0);
}

/** The lines of `nvidia-smi --query-gpu=index,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits` (memory in MiB). */
export function gpusIn(output: string): NonNullable<Usage['gpus']> {
  return output.split('\n').flatMap((line) => {
    const [index = '', utilization = '', used = '', total = ''] = line.split(',').map((field) => field.trim());
    if (index === '' || total === '') return [];
    // Fields that a device does not have read `[N/A]`.
    const numberIn = (field: string): number => (Number.isFinite(Number(field)) ? Number(field) : 0);
    const mebibyte = 1024 * 1024;
    const memory = { memoryUsedBytes: numberIn(used) * mebibyte, memoryTotalBytes: numberIn(total) * mebibyte };
    return [{ index, utilizationPercent: numberIn(utilization), ...memory }];
  });
}
