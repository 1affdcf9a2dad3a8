import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { GpuReading } from '../../domain/cluster/gpuUse.ts';
import { readText } from '../http/readText.ts';
import { type Fields, fieldsIn, fieldsOf, listIn, numberIn, textIn } from './fields.ts';
import { GPU_METRICS, gpuReadings } from './gpuReadings.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { metricLines } from './metricLines.ts';

/** A pod that tells the use of the GPUs of its node. */
export interface GpuExporter {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly port: number;
}

/** Of NVIDIA's GPU operator, of the chart, and of GKE. */
const SELECTORS = ['app=nvidia-dcgm-exporter', 'app.kubernetes.io/name in (dcgm-exporter,gke-managed-dcgm-exporter)'];
const USUAL_PORT = 9400;
/** Each is a request of its own; a cluster with more nodes has a Prometheus. */
const MOST_EXPORTERS = 256;
const AT_ONCE = 4;
/** An exporter with eight GPUs and all its metrics answers some 60 kB. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Running exporters of the cluster. */
export async function findGpuExporters(
  transport: KubeTransport,
  signal: AbortSignal,
): Promise<Result<readonly GpuExporter[]>> {
  const lists = await Promise.all(
    SELECTORS.map((labelSelector) =>
      transport.json({ method: 'GET', path: '/api/v1/pods', query: { labelSelector, limit: MOST_EXPORTERS }, signal }),
    ),
  );
  const found = lists.flatMap((list) => (list.ok ? listIn(fieldsOf(list.value), 'items') : []));
  const failed = lists.find((list) => !list.ok);
  if (found.length === 0 && failed) return failed.ok ? ok([]) : failed;
  return ok(found.flatMap((pod) => exporterOf(pod) ?? []).slice(0, MOST_EXPORTERS));
}

function exporterOf(pod: Fields): GpuExporter | undefined {
  const meta = fieldsIn(pod, 'metadata');
  const spec = fieldsIn(pod, 'spec');
  const [namespace, name, node] = [textIn(meta, 'namespace'), textIn(meta, 'name'), textIn(spec, 'nodeName')];
  if (namespace === undefined || name === undefined || node === undefined) return undefined;
  if (fieldsIn(pod, 'status')['phase'] !== 'Running') return undefined;
  const ports = listIn(spec, 'containers').flatMap((container) => listIn(container, 'ports'));
  const named = ports.find((port) => textIn(port, 'name') === 'metrics');
  return { namespace, pod: name, node, port: (named && numberIn(named, 'containerPort')) ?? USUAL_PORT };
}

/** Asks all exporters, few at a time. What one of them does not answer is left out; a failure when none does. */
export async function exporterGpus(
  transport: KubeTransport,
  exporters: readonly GpuExporter[],
  signal: AbortSignal,
): Promise<Result<readonly GpuReading[]>> {
  const answers: Result<readonly GpuReading[]>[] = [];
  const waiting = [...exporters];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      answers.push(await readExporter(transport, next, signal));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const readings = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  const failed = answers.find((answer) => !answer.ok);
  return readings.length === 0 && failed ? failed : ok(readings);
}

async function readExporter(
  transport: KubeTransport,
  { namespace, pod, node, port }: GpuExporter,
  signal: AbortSignal,
): Promise<Result<readonly GpuReading[]>> {
  const name = encodeURIComponent(`${pod}:${port}`);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${name}/proxy/metrics`;
  const answer = await transport.request({ method: 'GET', path, signal });
  if (!answer.ok) return answer;
  // Cut off, or far too long for what it should be: both are said below.
  const text = await readText(answer.value.body, MOST_TEXT).catch(() => undefined);
  if (text === undefined) {
    return fail({ code: 'rejected', message: t('The metrics of {0} could not be read', `${namespace}/${pod}`) });
  }
  return ok(
    gpuReadings(
      metricLines(text, (metric) => GPU_METRICS.has(metric)),
      node,
    ),
  );
}
