import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { GpuReading } from '../../domain/cluster/gpuUse.ts';
import { fieldsIn, fieldsOf, isFields, listIn, textIn } from './fields.ts';
import { ENGINE_ACTIVE, FB_FREE, FB_USED, GPU_UTIL, gpuReadings, MARK, MARKS } from './gpuReadings.ts';
import type { KubeTransport } from './kubeTransport.ts';
import type { MetricSample } from './metricLines.ts';
import { type PrometheusAddress, prometheusName, prometheusPath } from './prometheusAddress.ts';

/** Labels that are needed; the server leaves the others out, because they are most of the answer. */
const LABELS = 'Hostname, node, kubernetes_node, UUID, gpu, GPU_I_ID, namespace, pod, exported_namespace, exported_pod';
const PAST = '20m';

/** One question for all GPUs: what is now, the means of 20 minutes, and what was told of whom 20 minutes ago. */
const QUERY = [
  `max by (__name__, ${LABELS}) ({__name__=~"${[GPU_UTIL, ENGINE_ACTIVE, FB_USED, FB_FREE].join('|')}"})`,
  marked(MARKS.utilMean, `avg_over_time(${GPU_UTIL}[${PAST}])`),
  marked(MARKS.engineMean, `avg_over_time(${ENGINE_ACTIVE}[${PAST}])`),
  marked(MARKS.before, `${GPU_UTIL} offset ${PAST}`),
  marked(MARKS.before, `${ENGINE_ACTIVE} offset ${PAST}`),
].join(' or ');

function marked(mark: string, expression: string): string {
  return `label_replace(max by (${LABELS}) (${expression}), "${MARK}", "${mark}", "", "")`;
}

/** Asks a Prometheus through the API server. Empty: it has no metrics of GPUs. */
export async function prometheusGpus(
  transport: KubeTransport,
  address: PrometheusAddress,
  signal: AbortSignal,
): Promise<Result<readonly GpuReading[]>> {
  const path = `${prometheusPath(address)}/api/v1/query`;
  const answer = await transport.json({ method: 'GET', path, query: { query: QUERY }, signal });
  if (!answer.ok) return answer;
  const body = fieldsOf(answer.value);
  if (body['status'] !== 'success') {
    const detail = textIn(body, 'error');
    return fail({
      code: 'rejected',
      message: t('{0} does not answer as Prometheus does', prometheusName(address)),
      ...(detail === undefined ? {} : { detail }),
    });
  }
  return ok(gpuReadings(listIn(fieldsIn(body, 'data'), 'result').flatMap((raw) => sampleOf(raw) ?? [])));
}

/** Source: prometheus.io, "HTTP API", "Instant vectors". */
function sampleOf(raw: ReturnType<typeof fieldsOf>): MetricSample | undefined {
  const metric = raw['metric'];
  const pair = raw['value'];
  const number = Array.isArray(pair) ? Number(pair[1]) : NaN;
  if (!isFields(metric) || !Number.isFinite(number)) return undefined;
  const labels = new Map(
    Object.entries(metric).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  );
  return { name: labels.get('__name__') ?? '', labels, value: number };
}
