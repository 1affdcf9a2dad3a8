import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { SERVICE_KINDS } from '../../manifest/builtinKinds.ts';
import type { Container } from '../../manifest/container.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { MissingField } from '../tables/missingField.ts';

const IMAGE = 'image: nginx:1.27.3';
const RESOURCES = 'Kubernetes documentation, Resource Management for Pods and Containers';

const nameOf = ({ name }: Container): string => name ?? '';

/** It runs as long as its pod. */
function isLasting({ kind }: Container): boolean {
  return kind === 'main' || kind === 'sidecar';
}

/** Nothing says how much of a resource it needs: no list of its own, none of the pod (1.34). */
function lacksRequest(container: Container, resource: string): boolean {
  return (
    isLasting(container) &&
    !lookUp(container.value, ['resources', 'limits', resource]) &&
    !lookUp(container.pod.spec, ['resources'])
  );
}

/** It answers requests, as far as its kind tells. */
function isServer({ kind, pod }: Container): boolean {
  if (kind !== 'main') return false;
  const { groupKind } = pod.object;
  return (
    SERVICE_KINDS.has(groupKind) ||
    (groupKind === '/Pod' && (pod.spec.at('restartPolicy')?.text ?? 'Always') === 'Always')
  );
}

const resources = (...lines: readonly string[]): string =>
  deploymentWith([IMAGE, 'resources:', ...lines.map((line) => `  ${line}`)].join('\n'));

const PROBE = 'httpGet:\n    path: /\n    port: 80';

/** What containers should say of their needs and of their health. */
export const containerNeeds: readonly MissingField<Container>[] = [
  {
    id: 'resources-cpu-request',
    severity: 'warning',
    aliases: [
      'kube-linter/unset-cpu-requirements',
      'kube-score/container-resources',
      'polaris/cpuRequestsMissing',
      'kubesec/RequestsCPU',
      'trivy/KSV-0015',
      'datree/CONTAINERS_MISSING_CPU_REQUEST_KEY',
      'kyverno/require-pod-requests-limits',
      'kyverno/require-qos-burstable',
    ],
    path: ['resources', 'requests', 'cpu'],
    isNeeded: (container) => lacksRequest(container, 'cpu'),
    message: (container) => t('“{0}” requests no CPU: the scheduler counts it as nothing.', nameOf(container)),
    lines: 'cpu: ${1:100m}',
    page: {
      what: 'A container requests no CPU and has no limit of it either.',
      why: 'The scheduler places the pod as if it needed none, and under load it gets the smallest share of its node.',
      source: `${RESOURCES}.`,
      bad: resources('requests:', '  memory: 64Mi'),
      good: resources('requests:', '  cpu: 100m'),
    },
  },
  {
    id: 'resources-memory-request',
    severity: 'warning',
    aliases: [
      'kube-linter/unset-memory-requirements',
      'kube-score/container-resources',
      'polaris/memoryRequestsMissing',
      'kubesec/RequestsMemory',
      'trivy/KSV-0016',
      'datree/CONTAINERS_MISSING_MEMORY_REQUEST_KEY',
      'kyverno/require-pod-requests-limits',
      'kyverno/require-qos-burstable',
    ],
    path: ['resources', 'requests', 'memory'],
    isNeeded: (container) => lacksRequest(container, 'memory'),
    message: (container) => t('“{0}” requests no memory: the scheduler counts it as nothing.', nameOf(container)),
    lines: 'memory: ${1:128Mi}',
    page: {
      what: 'A container requests no memory and has no limit of it either.',
      why: 'Nodes fill up beyond their memory, and then pods without a request are evicted first.',
      source: `${RESOURCES}; Node-pressure Eviction.`,
      bad: resources('requests:', '  cpu: 100m'),
      good: resources('limits:', '  memory: 128Mi'),
    },
  },
  {
    id: 'resources-memory-limit',
    severity: 'warning',
    aliases: [
      'kube-linter/unset-memory-requirements',
      'kube-score/container-resources',
      'polaris/memoryLimitsMissing',
      'kubesec/LimitsMemory',
      'trivy/KSV-0018',
      'datree/CONTAINERS_MISSING_MEMORY_LIMIT_KEY',
      'kyverno/require-pod-requests-limits',
    ],
    path: ['resources', 'limits', 'memory'],
    isNeeded: (container) => isLasting(container) && !lookUp(container.pod.spec, ['resources', 'limits', 'memory']),
    message: (container) => t('“{0}” has no memory limit: a leak takes the whole node.', nameOf(container)),
    lines: 'memory: ${1:128Mi}',
    page: {
      what: 'A container has no memory limit.',
      why: 'Memory that one container takes too much is missing for all others of the node; the kernel then kills processes there, not always the guilty one.',
      source: `${RESOURCES}.`,
      bad: resources('requests:', '  memory: 128Mi'),
      good: resources('limits:', '  memory: 128Mi'),
    },
  },
  {
    id: 'resources-cpu-limit',
    severity: 'hint',
    aliases: [
      'kube-linter/unset-cpu-requirements',
      'kube-score/container-resources',
      'polaris/cpuLimitsMissing',
      'kubesec/LimitsCPU',
      'trivy/KSV-0011',
      'datree/CONTAINERS_MISSING_CPU_LIMIT_KEY',
      'datree/EKS_INVALID_CPU_LIMIT',
      'kyverno/forbid-cpu-limits',
      'kyverno/require-cpu-limits',
      'kyverno/require-qos-guaranteed',
    ],
    path: ['resources', 'limits', 'cpu'],
    isNeeded: (container) => isLasting(container) && !lookUp(container.pod.spec, ['resources', 'limits', 'cpu']),
    message: (container) => t('“{0}” has no CPU limit.', nameOf(container)),
    lines: 'cpu: ${1:500m}',
    page: {
      what: 'A container has no CPU limit.',
      why: 'It may use all idle CPU of its node, which is often wanted: a limit slows it down even where the node is idle. Teams that want equal treatment of all pods set one.',
      source: `${RESOURCES}.`,
      bad: resources('limits:', '  memory: 128Mi'),
      good: resources('limits:', '  cpu: 500m'),
    },
  },
  {
    id: 'resources-ephemeral-storage',
    severity: 'info',
    aliases: [
      'kube-score/container-ephemeral-storage-request-and-limit',
      'kube-score/container-ephemeral-storage-request-equals-limit',
      'kyverno/require-emptydir-requests-limits',
    ],
    path: ['resources', 'limits', 'ephemeral-storage'],
    isNeeded: (container) =>
      isLasting(container) && !lookUp(container.value, ['resources', 'requests', 'ephemeral-storage']),
    message: (container) =>
      t('“{0}” says nothing of the disk of its node: logs and caches may fill it.', nameOf(container)),
    lines: 'ephemeral-storage: ${1:1Gi}',
    page: {
      what: 'A container has neither a request nor a limit of ephemeral storage.',
      why: 'Logs, the writable layer and emptyDir volumes share the disk of the node. Caches of models fill it within minutes, and then pods are evicted.',
      source: 'Kubernetes documentation, Local ephemeral storage.',
      bad: resources('limits:', '  memory: 128Mi'),
      good: resources('limits:', '  ephemeral-storage: 1Gi'),
    },
  },
  {
    id: 'probe-readiness-missing',
    severity: 'info',
    aliases: [
      'kube-linter/no-readiness-probe',
      'kube-score/pod-probes',
      'polaris/readinessProbeMissing',
      'datree/CONTAINERS_MISSING_READINESSPROBE_KEY',
      'kyverno/require-probes',
    ],
    path: ['readinessProbe'],
    isNeeded: isServer,
    message: (container) =>
      t('“{0}” gets traffic as soon as its process starts: no readiness probe.', nameOf(container)),
    lines: 'readinessProbe:\n  httpGet:\n    path: ${1:/}\n    port: ${2:8080}',
    page: {
      what: 'A container of a workload that runs for ever has no `readinessProbe`.',
      why: 'A Service sends requests from the first second on. A rollout takes old pods away before the new ones can answer.',
      source: 'Kubernetes documentation, Configure Liveness, Readiness and Startup Probes.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(`${IMAGE}\nreadinessProbe:\n  ${PROBE}`),
    },
  },
  {
    id: 'probe-liveness-missing',
    severity: 'hint',
    aliases: [
      'kube-linter/no-liveness-probe',
      'kube-score/pod-probes',
      'polaris/livenessProbeMissing',
      'datree/CONTAINERS_MISSING_LIVENESSPROBE_KEY',
      'kyverno/require-probes',
    ],
    path: ['livenessProbe'],
    isNeeded: isServer,
    message: (container) => t('“{0}” is not restarted when it hangs: no liveness probe.', nameOf(container)),
    lines: 'livenessProbe:\n  httpGet:\n    path: ${1:/}\n    port: ${2:8080}',
    page: {
      what: 'A container of a workload that runs for ever has no `livenessProbe`.',
      why: 'A process that hangs is not one that ended: nobody restarts it. A probe that is too strict does harm too, so this is a hint.',
      source: 'Kubernetes documentation, Configure Liveness, Readiness and Startup Probes.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(`${IMAGE}\nlivenessProbe:\n  ${PROBE}`),
    },
  },
  {
    id: 'prestop-missing',
    severity: 'hint',
    isOff: true,
    aliases: ['datree/CONTAINERS_MISSING_PRESTOP_KEY'],
    path: ['lifecycle', 'preStop'],
    isNeeded: isServer,
    message: (container) => t('“{0}” has no preStop hook: requests in flight may be cut off.', nameOf(container)),
    lines: 'preStop:\n  sleep:\n    seconds: ${1:5}',
    page: {
      what: 'A container of a workload that runs for ever has no `preStop` hook.',
      why: 'Endpoints are taken away at the same time as the process is told to end, so for some seconds requests still arrive.',
      source: 'Kubernetes documentation, Container Lifecycle Hooks.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(`${IMAGE}\nlifecycle:\n  preStop:\n    sleep:\n      seconds: 5`),
    },
  },
];
