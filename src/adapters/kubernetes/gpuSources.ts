import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { GpuReading } from '../../domain/cluster/gpuUse.ts';
import { exporterGpus, findGpuExporters } from './exporterGpus.ts';
import { fieldsOf, listIn } from './fields.ts';
import type { KubeTransport } from './kubeTransport.ts';
import {
  type PrometheusAddress,
  PROMETHEUS_SELECTORS,
  prometheusAddressOf,
  prometheusCandidates,
  prometheusName,
} from './prometheusAddress.ts';
import { prometheusGpus } from './prometheusGpus.ts';

/** Where the use of GPUs is read. */
export interface GpuSource {
  readonly name: string;
  /** It knows itself what was 20 minutes ago. */
  readonly remembers: boolean;
  /** Shortest time between two readings, in milliseconds. */
  readonly everyMs: number;
  read(signal: AbortSignal): Promise<Result<readonly GpuReading[]>>;
}

/** A scrape of Prometheus is rarely more frequent. */
const EVERY_MS = 15_000;
/** Exporters are asked one by one: a large cluster is asked less often. */
const EXPORTER_MS = 200;
/** Services that look like Prometheus and are tried at most. */
const MOST_CANDIDATES = 5;
const SERVICES = 200;

export interface FoundSource {
  readonly source: GpuSource;
  readonly readings: readonly GpuReading[];
}

/** The first that answers: the Prometheus that a setting names, one that is found, the exporters themselves. Failure `not-found`: none. */
export async function findGpuSource(
  transport: KubeTransport,
  setting: string | undefined,
  signal: AbortSignal,
): Promise<Result<FoundSource>> {
  if (setting !== undefined) {
    const address = prometheusAddressOf(setting);
    return address.ok ? await tryPrometheus(transport, address.value, signal) : address;
  }
  const services = await findServices(transport, signal);
  let silent = services.ok ? undefined : services.failure;
  for (const address of services.ok ? services.value : []) {
    const found = await tryPrometheus(transport, address, signal);
    if (found.ok) return found;
    silent ??= found.failure;
  }
  const exporters = await findGpuExporters(transport, signal);
  if (!exporters.ok) return fail(silent ?? exporters.failure);
  if (exporters.value.length === 0) return fail(silent ?? nothingThere());
  const source = exporterSource(transport, exporters.value);
  const readings = await source.read(signal);
  return readings.ok ? ok({ source, readings: readings.value }) : readings;
}

async function tryPrometheus(
  transport: KubeTransport,
  address: PrometheusAddress,
  signal: AbortSignal,
): Promise<Result<FoundSource>> {
  const source = prometheusSource(transport, address);
  const readings = await source.read(signal);
  if (!readings.ok) return readings;
  return readings.value.length > 0 ? ok({ source, readings: readings.value }) : fail(noMetrics(source.name));
}

async function findServices(
  transport: KubeTransport,
  signal: AbortSignal,
): Promise<Result<readonly PrometheusAddress[]>> {
  const lists = await Promise.all(
    PROMETHEUS_SELECTORS.map((labelSelector) =>
      transport.json({ method: 'GET', path: '/api/v1/services', query: { labelSelector, limit: SERVICES }, signal }),
    ),
  );
  const failed = lists.find((list) => !list.ok);
  if (failed && lists.every((list) => !list.ok)) return failed;
  const services = lists.flatMap((list) => (list.ok ? listIn(fieldsOf(list.value), 'items') : []));
  return ok(prometheusCandidates(services).slice(0, MOST_CANDIDATES));
}

function prometheusSource(transport: KubeTransport, address: PrometheusAddress): GpuSource {
  return {
    name: prometheusName(address),
    remembers: true,
    everyMs: EVERY_MS,
    read: (signal) => prometheusGpus(transport, address, signal),
  };
}

function exporterSource(transport: KubeTransport, exporters: Parameters<typeof exporterGpus>[1]): GpuSource {
  return {
    name: exporters.length === 1 ? t('the DCGM exporter') : t('{0} DCGM exporters', exporters.length),
    remembers: false,
    everyMs: Math.max(EVERY_MS, exporters.length * EXPORTER_MS),
    read: (signal) => exporterGpus(transport, exporters, signal),
  };
}

function noMetrics(name: string): Failure {
  return {
    code: 'not-found',
    message: t('{0} has no metrics of GPUs', name),
    nextStep: t('Let it scrape the DCGM exporter.'),
  };
}

function nothingThere(): Failure {
  return {
    code: 'not-found',
    message: t('neither Prometheus nor a DCGM exporter was found in the cluster'),
    nextStep: t(
      'Install the DCGM exporter (part of NVIDIA’s GPU operator), or name a Prometheus in the setting “trainyard.clusters.prometheus”.',
    ),
  };
}
