import type { RuleInfo, RulePage } from '../../lint/rule.ts';

const object = (apiVersion: string, kind: string, name: string, rest: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\n${rest}`;
const deployment = (gpus: number) =>
  object(
    'apps/v1',
    'Deployment',
    'serve',
    `spec:
  replicas: 2
  selector: { matchLabels: { app: serve } }
  template:
    metadata: { labels: { app: serve } }
    spec:
      containers:
        - name: serve
          image: registry.example.com/serve:1.0
          resources: { limits: { ${gpus === 0 ? 'cpu: 2' : `nvidia.com/gpu: ${gpus}`} } }
`,
  );
const budget = (app: string, keeps = 1) =>
  object(
    'policy/v1',
    'PodDisruptionBudget',
    'serve',
    `spec:\n  minAvailable: ${keeps}\n  selector: { matchLabels: { app: ${app} } }\n`,
  );
const autoscaler = (least: number, most: number) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'serve',
    `spec:\n  minReplicas: ${least}\n  maxReplicas: ${most}\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: serve }\n`,
  );
const policy = (app: string) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'serve',
    `spec:\n  podSelector: { matchLabels: { app: ${app} } }\n  policyTypes: [Ingress]\n`,
  );
const service = (name: string, app: string) =>
  object(
    'v1',
    'Service',
    name,
    `  labels: { app: ${app} }\nspec:\n  selector: { app: ${app} }\n  ports: [{ port: 80 }]\n`,
  );
const monitor = (app: string) =>
  object(
    'monitoring.coreos.com/v1',
    'ServiceMonitor',
    'serve',
    `spec:\n  selector:\n    matchLabels:\n      app: ${app}\n  endpoints: [{ port: http }]\n`,
  );
const ingress = (name: string, path: string) =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    name,
    `spec:\n  rules:\n    - host: models.example.com\n      http:\n        paths:\n          - path: ${path}\n            pathType: Prefix\n            backend: { service: { name: serve, port: { number: 80 } } }\n`,
  );
const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-a\n';
const KEEPS_NONE = 'A drain of nodes may evict all pods at once, and answers fail until others have started elsewhere.';

function about(info: Omit<RuleInfo, 'page'>, page: RulePage): RuleInfo {
  return { ...info, page: () => page };
}

/** Rules about objects of a workspace that belong together. They are checked by `checkRelations`. */
export const workspaceRules: readonly RuleInfo[] = [
  about(
    {
      id: 'workload-no-pdb',
      severity: 'info',
      isOff: true,
      kinds: 'Deployment, StatefulSet',
      aliases: [
        'kube-score/deployment-has-poddisruptionbudget',
        'kube-score/statefulset-has-poddisruptionbudget',
        'polaris/missingPodDisruptionBudget',
        'kyverno/require-pdb',
      ],
    },
    {
      what: 'No PodDisruptionBudget of the workspace selects the pods of a workload with several.',
      why: `${KEEPS_NONE} The platform may have one elsewhere, so this is off until asked for.`,
      source: 'Kubernetes documentation, Disruptions.',
      bad: deployment(0),
      good: `${deployment(0)}${budget('serve')}`,
    },
  ),
  about(
    { id: 'serve-no-pdb', severity: 'info', kinds: 'Deployment, StatefulSet', silences: ['workload-no-pdb'] },
    {
      what: 'No PodDisruptionBudget of the workspace selects the pods of a model server with several.',
      why: `${KEEPS_NONE} A model is loaded for minutes, on a GPU that must be found first.`,
      source: 'Kubernetes documentation, Disruptions.',
      bad: deployment(1),
      good: `${deployment(1)}${budget('serve')}`,
    },
  ),
  about(
    {
      id: 'pdb-min-available',
      severity: 'warning',
      kinds: 'PodDisruptionBudget',
      aliases: ['kube-linter/pdb-min-available', 'kyverno/deployment-replicas-higher-than-pdb'],
    },
    {
      what: 'A PodDisruptionBudget keeps as many pods as its workload has.',
      why: 'None may ever be evicted: nodes are not drained, and upgrades of the cluster wait for a person.',
      source: 'Kubernetes documentation, Specifying a Disruption Budget for your Application.',
      bad: `${deployment(1)}${budget('serve', 2)}`,
      good: `${deployment(1)}${budget('serve', 1)}`,
    },
  ),
  about(
    {
      id: 'pdb-gt-hpa-min',
      severity: 'warning',
      kinds: 'HorizontalPodAutoscaler',
      aliases: ['polaris/pdbMinAvailableGreaterThanHPAMinReplicas'],
    },
    {
      what: 'A PodDisruptionBudget keeps more pods than the autoscaler leaves.',
      why: 'At the minimum no pod may be evicted: nodes are not drained, and upgrades of the cluster wait.',
      source: 'Kubernetes documentation, Specifying a Disruption Budget for your Application.',
      bad: `${deployment(1)}${budget('serve', 3)}${autoscaler(2, 4)}`,
      good: `${deployment(1)}${budget('serve', 1)}${autoscaler(2, 4)}`,
    },
  ),
  about(
    {
      id: 'net-no-networkpolicy',
      severity: 'hint',
      isOff: true,
      kinds: 'pods',
      aliases: ['kube-linter/non-isolated-pod', 'kube-score/pod-networkpolicy', 'polaris/missingNetworkPolicy'],
    },
    {
      what: 'No NetworkPolicy of the workspace selects a pod.',
      why: 'Every pod of the cluster reaches it. The platform may have one elsewhere, so this is off until asked for.',
      source: 'Kubernetes documentation, Network Policies.',
      bad: `${deployment(0)}${policy('web')}`,
      good: `${deployment(0)}${policy('serve')}`,
    },
  ),
  about(
    {
      id: 'ref-servicemonitor',
      severity: 'warning',
      kinds: 'ServiceMonitor',
      aliases: ['kube-linter/dangling-servicemonitor'],
      fix: 'choice',
    },
    {
      what: 'A ServiceMonitor selects no Service of the workspace.',
      why: 'Nothing is scraped, and no error is told. Only said where other Services have the label with another value.',
      source: 'Prometheus Operator, API reference, ServiceMonitor.',
      bad: `${service('serve', 'serve')}${monitor('server')}`,
      good: `${service('serve', 'serve')}${monitor('serve')}`,
    },
  ),
  about(
    {
      id: 'ingress-duplicate-path',
      severity: 'warning',
      kinds: 'Ingress',
      aliases: ['kyverno/unique-ingress-host-and-path', 'kyverno/unique-ingress-paths'],
    },
    {
      what: 'Two Ingresses of a folder route one path of one host.',
      why: 'Which of them counts depends on the controller and on which is older; the other gets no requests.',
      source: 'ingress-nginx documentation, How it works.',
      bad: `${ingress('one', '/chat')}${ingress('two', '/chat')}`,
      good: `${ingress('one', '/chat')}${ingress('two', '/embed')}`,
    },
  ),
  about(
    {
      id: 'service-selector-duplicate',
      severity: 'hint',
      isOff: true,
      kinds: 'Service',
      aliases: ['kyverno/require-unique-service-selector'],
    },
    {
      what: 'Two Services of a folder select the same pods.',
      why: 'Often one was copied and its selector forgotten, so requests reach the wrong server. A headless Service beside another is fine.',
      source: 'Kubernetes documentation, Service.',
      bad: `${service('one', 'serve')}${service('two', 'serve')}`,
      good: `${service('one', 'serve')}${service('two', 'embed')}`,
    },
  ),
  about(
    {
      id: 'ns-no-limit-range',
      severity: 'hint',
      isOff: true,
      kinds: 'Namespace',
      aliases: ['trivy/KSV-0039'],
    },
    {
      what: 'A Namespace of the workspace has no LimitRange.',
      why: 'A container without limits may take all of a node.',
      source: 'Kubernetes documentation, Limit Ranges.',
      bad: namespace,
      good: `${namespace}${object('v1', 'LimitRange', 'limits', 'spec:\n  limits: [{ type: Container, default: { memory: 1Gi } }]\n')}`,
    },
  ),
  about(
    {
      id: 'ns-no-resource-quota',
      severity: 'hint',
      isOff: true,
      kinds: 'Namespace',
      aliases: ['trivy/KSV-0040', 'kyverno/add-ns-quota'],
    },
    {
      what: 'A Namespace of the workspace has no ResourceQuota.',
      why: 'One team may take all GPUs of the cluster.',
      source: 'Kubernetes documentation, Resource Quotas.',
      bad: namespace,
      good: `${namespace}${object('v1', 'ResourceQuota', 'gpus', 'spec:\n  hard: { requests.nvidia.com/gpu: 8 }\n')}`,
    },
  ),
];
