import { definedOf } from '../../base/defined.ts';
import type { Result } from '../../base/failure.ts';
import { ok } from '../../base/failure.ts';
import type { Manifest } from '../../cluster/ports.ts';
import { KUBERNETES_ANNOTATIONS } from '../../runs/kubernetesLabels.ts';
import type { KubernetesChoices } from '../kubernetesChoices.ts';
import type { PortSpec, ServeSpec } from '../spec.ts';
import { type ObjectWords, podTemplate, type StartInput } from './podTemplate.ts';
import { withChanges } from './withChanges.ts';

/** Seconds without progress until a rollout counts as failed: the API's own, and more for a server that may take longer to start. */
const LEAST_DEADLINE = 600;

/** A Service that gives the pods one address, the Deployment, and what was asked for besides: disruption budget, autoscaler, ingress. */
export function deploymentManifests(
  spec: ServeSpec,
  input: StartInput,
  words: ObjectWords,
): Result<readonly Manifest[]> {
  const template = podTemplate(input, { ...words, annotations: annotationsOfPods(words) });
  if (!template.ok) return template;
  const { choices } = input;
  const metadata = {
    name: words.name,
    namespace: input.facts.namespace,
    labels: words.labels,
    annotations: words.annotations,
  };
  const selector = { 'app.kubernetes.io/instance': words.name };
  const deployment: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata, annotations: withChanges(words.annotations, input.facts) },
    spec: {
      ...definedOf({ replicas: replicasOf(spec, input) }),
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: updateOf(choices) },
      progressDeadlineSeconds: deadlineOf(spec),
      template: template.value,
    },
  };
  const first = spec.ports[0];
  return ok([
    ...(first ? [service(spec, metadata, selector)] : []),
    deployment,
    ...(choices.disruption ? [budget(choices.disruption.mostUnavailable, metadata, selector)] : []),
    ...(choices.autoscale ? [autoscaler(choices.autoscale, metadata)] : []),
    ...(choices.ingress && first ? [ingress(choices.ingress, metadata, first)] : []),
  ]);
}

type Metadata = Manifest['metadata'];

/**
 * What changes the pods themselves. A new commit or another number of replicas in the spec must not start every pod again; the revision keeps
 * the Deployment's annotations anyway.
 */
function annotationsOfPods({ annotations }: ObjectWords): ObjectWords['annotations'] {
  const later = new Set<string>([
    KUBERNETES_ANNOTATIONS.specPath,
    KUBERNETES_ANNOTATIONS.specDigest,
    KUBERNETES_ANNOTATIONS.commit,
    KUBERNETES_ANNOTATIONS.dirty,
  ]);
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !later.has(name)));
}

/**
 * With an autoscaler the number is its own to set. But what one has set before and leaves out, the server sets back to 1: so the number that is there
 * is named. Source: Kubernetes documentation, "Server-Side Apply", "Transferring ownership between managers".
 */
function replicasOf({ replicas }: ServeSpec, { choices, facts }: StartInput): number | undefined {
  return choices.autoscale ? facts.liveReplicas : (choices.replicas ?? replicas);
}

function updateOf({ update }: KubernetesChoices): object {
  return update === 'inPlace' ? { maxUnavailable: 1, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: 1 };
}

function deadlineOf({ health }: ServeSpec): number {
  return Math.max(LEAST_DEADLINE, Math.ceil((health?.startPeriodMs ?? 0) / 1000) + LEAST_DEADLINE / 2);
}

function service({ ports }: ServeSpec, metadata: Metadata, selector: object): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      selector,
      ports: ports.map(({ containerPort, name, protocol }) => ({
        name: name ?? `${protocol}-${containerPort}`,
        port: containerPort,
        targetPort: containerPort,
        protocol: protocol.toUpperCase(),
      })),
    },
  };
}

/** In pods that may go, not in pods that must stay: of one replica none could ever go, and no node could be drained. */
function budget(mostUnavailable: number, metadata: Metadata, selector: object): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: mostUnavailable, selector: { matchLabels: selector } },
  };
}

function autoscaler(
  { least, most, cpuPercent }: NonNullable<KubernetesChoices['autoscale']>,
  metadata: Metadata,
): Manifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name },
      minReplicas: least,
      maxReplicas: most,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } },
        },
      ],
    },
  };
}

function ingress(
  { host, path = '/', className, tlsSecret }: NonNullable<KubernetesChoices['ingress']>,
  metadata: Metadata,
  { containerPort }: PortSpec,
): Manifest {
  const backend = { service: { name: metadata.name, port: { number: containerPort } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: {
      ...definedOf({ ingressClassName: className }),
      ...(tlsSecret === undefined ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
      rules: [{ host, http: { paths: [{ path, pathType: 'Prefix', backend }] } }],
    },
  };
}
