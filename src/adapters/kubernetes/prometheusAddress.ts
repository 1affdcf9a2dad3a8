import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type Fields, fieldsIn, listIn, numberIn, textIn } from './fields.ts';

/** A service that answers Prometheus' questions. */
export interface PrometheusAddress {
  readonly namespace: string;
  readonly service: string;
  /** Number or name. */
  readonly port: string;
  readonly isTls: boolean;
  /** Before `/api/v1`; empty as a rule. */
  readonly path: string;
}

/** `monitoring/prometheus-server:80`, with `https:` before the service and a path after the port where they are needed. */
export function prometheusAddressOf(text: string): Result<PrometheusAddress> {
  const match = /^([a-z0-9-]+)\/(https?:)?([a-z0-9-]+)(?::([a-z0-9-]+))?((?:\/[\w.~-]+)*)\/?$/.exec(text.trim());
  const [, namespace, scheme, service, port = '80', path = ''] = match ?? [];
  if (namespace === undefined || service === undefined || /\/\.{1,2}(?:\/|$)/.test(path))
    return fail(notAnAddress(text));
  return ok({ namespace, service, port, isTls: scheme === 'https:', path });
}

function notAnAddress(text: string): Failure {
  return {
    code: 'invalid',
    message: t('{0} in the setting “trainyard.clusters.prometheus” names no service', JSON.stringify(text)),
    nextStep: t('Write it as namespace/service:port, for example monitoring/prometheus-server:80.'),
  };
}

/** Path of the API server that leads to it. Source: kubernetes.io, "Access Services Running on Clusters". */
export function prometheusPath({ namespace, service, port, isTls, path }: PrometheusAddress): string {
  const name = encodeURIComponent(`${isTls ? 'https:' : ''}${service}:${port}`);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${name}/proxy${path}`;
}

export const prometheusName = ({ namespace, service }: PrometheusAddress): string =>
  `Prometheus ${namespace}/${service}`;

/**
 * Labels of the services of the usual installations: the charts prometheus, kube-prometheus-stack and rancher-monitoring, kube-prometheus,
 * the operator's own, Thanos and VictoriaMetrics.
 */
export const PROMETHEUS_SELECTORS = [
  'app.kubernetes.io/name in (prometheus,thanos-query,thanos-query-frontend,victoria-metrics-single,vmsingle,vmselect)',
  'app in (prometheus,prometheus-server,kube-prometheus-stack-prometheus,rancher-monitoring-prometheus,vmsingle,vmselect)',
  'operated-prometheus=true',
];

/** Other parts of the same installations. */
const OTHER_PARTS =
  /alertmanager|pushgateway|exporter|kube-state-metrics|operator|grafana|storegateway|compactor|sidecar|ruler/;
const PORT_NAMES = ['http-web', 'web', 'http', 'https-web', 'https', 'http-query', 'query', 'http-prometheus'];
const PORT_NUMBERS = [9090, 80, 8428, 8429, 8481, 10902, 443, 9091];

/** Services that may answer, the likeliest first. */
export function prometheusCandidates(services: readonly Fields[]): readonly PrometheusAddress[] {
  const found = services.flatMap((service) => candidateOf(service) ?? []);
  const unique = new Map(found.map((address) => [prometheusPath(address), address]));
  // The operator's headless service leads to the same as the one beside it, to one replica at a time.
  return [...unique.values()].sort((a, b) => Number(isOperated(a)) - Number(isOperated(b)));
}

const isOperated = ({ service }: PrometheusAddress): boolean => service === 'prometheus-operated';

function candidateOf(service: Fields): PrometheusAddress | undefined {
  const meta = fieldsIn(service, 'metadata');
  const labels = fieldsIn(meta, 'labels');
  const name = textIn(meta, 'name');
  const namespace = textIn(meta, 'namespace');
  const part = textIn(labels, 'app.kubernetes.io/component') ?? textIn(labels, 'component') ?? '';
  if (name === undefined || namespace === undefined || OTHER_PARTS.test(part)) return undefined;
  const ports = listIn(fieldsIn(service, 'spec'), 'ports').filter(
    (port) => (textIn(port, 'protocol') ?? 'TCP') === 'TCP',
  );
  const port =
    PORT_NAMES.map((wanted) => ports.find((each) => textIn(each, 'name') === wanted)).find((each) => each) ??
    PORT_NUMBERS.map((wanted) => ports.find((each) => numberIn(each, 'port') === wanted)).find((each) => each);
  const number = port && numberIn(port, 'port');
  if (port === undefined || number === undefined) return undefined;
  const isTls = number === 443 || (textIn(port, 'name') ?? '').startsWith('https');
  // Of a VictoriaMetrics cluster, tenant 0.
  const isSelect = textIn(labels, 'app.kubernetes.io/name') === 'vmselect' || textIn(labels, 'app') === 'vmselect';
  return { namespace, service: name, port: String(number), isTls, path: isSelect ? '/select/0/prometheus' : '' };
}
