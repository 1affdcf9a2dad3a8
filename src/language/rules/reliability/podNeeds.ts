import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { SERVICE_KINDS } from '../../manifest/builtinKinds.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { MissingField } from '../tables/missingField.ts';

const IMAGE = 'image: nginx:1.27.3';

const HOST = 'kubernetes.io/hostname';
const ANTI_AFFINITY = `affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: ${HOST}
          labelSelector:
            matchLabels:
              app: web`;
const SPREAD = `topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app: web`;

/** Several replicas of one server; trainers are placed by their operators. */
function hasReplicas({ object, purpose }: Pod): boolean {
  if (purpose !== 'service' && purpose !== 'serving' && !SERVICE_KINDS.has(object.groupKind)) return false;
  return (object.at('spec', 'replicas')?.number ?? 0) > 1;
}

/** Spread over nodes already, by the other means. */
function isSpreadOverHosts({ spec }: Pod): boolean {
  for (const constraint of spec.at('topologySpreadConstraints')?.items() ?? [])
    if (constraint.at('topologyKey')?.text === HOST) return true;
  return false;
}

/** What pods should say of where they run and how. */
export const podNeeds: readonly MissingField<Pod>[] = [
  {
    id: 'no-anti-affinity',
    severity: 'info',
    aliases: [
      'kube-linter/no-anti-affinity',
      'kube-score/deployment-has-host-podantiaffinity',
      'kube-score/statefulset-has-host-podantiaffinity',
      'kyverno/create-pod-antiaffinity',
    ],
    kinds: 'workloads with several replicas',
    path: ['affinity', 'podAntiAffinity'],
    isNeeded: (pod) => hasReplicas(pod) && !isSpreadOverHosts(pod),
    message: () => t('All replicas may run on one node and go down with it.'),
    page: {
      what: 'A workload with several replicas has no anti-affinity by node.',
      why: 'The scheduler prefers to spread, but promises nothing: when one node is empty all replicas may land there.',
      source: 'Kubernetes documentation, Assigning Pods to Nodes.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(IMAGE, ANTI_AFFINITY),
    },
  },
  {
    id: 'no-topology-spread',
    severity: 'info',
    aliases: [
      'kube-score/pod-topology-spread-constraints',
      'polaris/topologySpreadConstraint',
      'datree/EKS_MISSING_KEY_TOPOLOGYKEY',
      'datree/EKS_INVALID_VALUE_DONOOTSCHEDULE',
      'kyverno/spread-pods-across-topology',
      'kyverno/topologyspreadconstraints-policy',
    ],
    kinds: 'workloads with several replicas',
    path: ['topologySpreadConstraints'],
    isNeeded: hasReplicas,
    message: () => t('All replicas may run in one zone and go down with it.'),
    page: {
      what: 'A workload with several replicas has no topology spread constraints.',
      why: 'Without them nothing keeps the replicas in several zones when nodes are replaced.',
      source: 'Kubernetes documentation, Pod Topology Spread Constraints.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(IMAGE, SPREAD),
    },
  },
  {
    id: 'dns-ndots',
    severity: 'hint',
    isOff: true,
    aliases: ['kube-linter/dnsconfig-options', 'kyverno/add-ndots'],
    path: ['dnsConfig', 'options'],
    message: () => t('Each name outside of the cluster costs several questions to the DNS: no “ndots” is set.'),
    lines: 'options:\n  - name: ndots\n    value: "2"',
    page: {
      what: 'A pod has no `dnsConfig.options`.',
      why: 'With the default of 5 dots a name such as `huggingface.co` is tried with every search domain first.',
      source: 'Kubernetes documentation, DNS for Services and Pods.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(IMAGE, 'dnsConfig:\n  options:\n    - name: ndots\n      value: "2"'),
    },
  },
  {
    id: 'workload-no-node-affinity',
    severity: 'hint',
    isOff: true,
    aliases: ['kube-linter/no-node-affinity'],
    path: ['affinity', 'nodeAffinity'],
    isNeeded: ({ spec }) => spec.at('nodeSelector') === undefined,
    message: () => t('The pod may land on any node.'),
    page: {
      what: 'A pod has neither node affinity nor a node selector.',
      why: 'In a cluster with several kinds of nodes it may take the place of pods that need them.',
      source: 'Kubernetes documentation, Assigning Pods to Nodes.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(IMAGE, 'nodeSelector:\n  pool: web'),
    },
  },
  {
    id: 'workload-no-priority-class',
    severity: 'hint',
    isOff: true,
    aliases: ['polaris/priorityClassNotSet', 'kyverno/require-pod-priorityclassname'],
    path: ['priorityClassName'],
    message: () => t('The pod has no priority class: it waits like all others when the cluster is full.'),
    lines: 'priorityClassName: ${1:high}',
    page: {
      what: 'A pod names no priority class.',
      why: 'It gets the default priority, which is 0 in most clusters, so any pod with more may drive it out.',
      source: 'Kubernetes documentation, Pod Priority and Preemption.',
      bad: deploymentWith(IMAGE),
      good: deploymentWith(IMAGE, 'priorityClassName: high'),
    },
  },
];
