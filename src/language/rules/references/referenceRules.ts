import type { RuleInfo } from '../../lint/rule.ts';
import { gpuWorkspaceRules } from './gpuWorkspaceRules.ts';
import { relationRules } from './relationRules.ts';
import { workspaceRules } from './workspaceRules.ts';

const POD = (lines: string) => `apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: team-a
  labels:
    app: web
spec:
  containers:
    - name: c
      image: c:1
      ports:
        - name: http
          containerPort: 8080
${lines}`;
const CONFIG = `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: team-a
data:
  mode: fast
`;
const named = (apiVersion: string, kind: string, name: string, rest = '') =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\n${rest}`;
const service = (selector: string, port = 'http') =>
  named(
    'v1',
    'Service',
    'web',
    `spec:\n  selector:\n    app: ${selector}\n  ports:\n    - name: http\n      port: 80\n      targetPort: ${port}\n`,
  );
const SOURCE = 'Kubernetes API reference';

interface Row {
  readonly id: string;
  readonly severity: RuleInfo['severity'];
  readonly kinds: string;
  readonly what: string;
  readonly why: string;
  readonly bad: string;
  readonly good: string;
  readonly source?: string;
  readonly aliases?: readonly string[];
  readonly fix?: 'choice';
}

function rule({ what, why, source = SOURCE, bad, good, ...info }: Row): RuleInfo {
  return { ...info, page: () => ({ what, why, source, bad, good }) };
}

/** Whether a name was probably meant is known only where the workspace has objects of the kind; without any, nothing is said. */
const MISSING = 'Only said where the workspace defines other objects of this kind, since the cluster may have more.';

/** Names, keys and selectors across all manifests of a workspace. They are checked by `ReferenceLinter`. */
export const referenceRules: readonly RuleInfo[] = [
  ...relationRules,
  ...workspaceRules,
  ...gpuWorkspaceRules,
  rule({
    id: 'ref-configmap-secret',
    severity: 'warning',
    kinds: 'pods',
    fix: 'choice',
    aliases: ['kube-linter/env-value-from', 'monokle/LNK001', 'monokle/LNK002'],
    what: 'A pod names a ConfigMap or Secret that nothing defines.',
    why: `The pod waits in CreateContainerConfigError until somebody creates it. ${MISSING}`,
    bad: POD(`      envFrom:\n        - configMapRef:\n            name: setings\n${CONFIG}`),
    good: POD(`      envFrom:\n        - configMapRef:\n            name: settings\n${CONFIG}`),
  }),
  rule({
    id: 'ref-configmap-key',
    severity: 'error',
    kinds: 'pods',
    fix: 'choice',
    aliases: ['kube-linter/env-value-from'],
    what: 'A pod reads a key that the ConfigMap or Secret of the workspace lacks.',
    why: 'The container does not start: CreateContainerConfigError, “couldn’t find key”.',
    bad: POD(
      `      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: { name: settings, key: mod }\n${CONFIG}`,
    ),
    good: POD(
      `      env:\n        - name: MODE\n          valueFrom:\n            configMapKeyRef: { name: settings, key: mode }\n${CONFIG}`,
    ),
  }),
  rule({
    id: 'ref-pvc',
    severity: 'warning',
    kinds: 'pods',
    fix: 'choice',
    aliases: ['monokle/LNK002'],
    what: 'A volume names a claim that nothing defines.',
    why: `The pod stays Pending: “persistentvolumeclaim not found”. ${MISSING}`,
    bad: POD(
      `  volumes:\n    - name: d\n      persistentVolumeClaim:\n        claimName: dat\n${named('v1', 'PersistentVolumeClaim', 'data')}`,
    ),
    good: POD(
      `  volumes:\n    - name: d\n      persistentVolumeClaim:\n        claimName: data\n${named('v1', 'PersistentVolumeClaim', 'data')}`,
    ),
  }),
  rule({
    id: 'ref-serviceaccount',
    severity: 'warning',
    kinds: 'pods',
    fix: 'choice',
    aliases: ['kube-linter/non-existent-service-account'],
    what: 'A pod names a ServiceAccount that nothing defines.',
    why: `Its controller cannot create it: “serviceaccount not found”. ${MISSING}`,
    bad: POD(`  serviceAccountName: traner\n${named('v1', 'ServiceAccount', 'trainer')}`),
    good: POD(`  serviceAccountName: trainer\n${named('v1', 'ServiceAccount', 'trainer')}`),
  }),
  rule({
    id: 'ref-priorityclass',
    severity: 'warning',
    kinds: 'pods',
    fix: 'choice',
    aliases: ['kube-linter/priority-class-name'],
    what: 'A pod names a PriorityClass that nothing defines.',
    why: `The API server refuses the pod. ${MISSING}`,
    bad: POD(`  priorityClassName: hihg\n${named('scheduling.k8s.io/v1', 'PriorityClass', 'high', 'value: 10\n')}`),
    good: POD(`  priorityClassName: high\n${named('scheduling.k8s.io/v1', 'PriorityClass', 'high', 'value: 10\n')}`),
  }),
  rule({
    id: 'ref-service-no-pods',
    severity: 'warning',
    kinds: 'Service',
    fix: 'choice',
    aliases: ['kube-linter/dangling-service', 'kube-score/service-targets-pod'],
    what: 'The selector of a Service matches no pod of the workspace.',
    why: 'The Service has no endpoints: every connection is refused, and nothing else reports it.',
    bad: `${POD('')}${service('wob')}`,
    good: `${POD('')}${service('web')}`,
  }),
  rule({
    id: 'ref-service-targetport',
    severity: 'error',
    kinds: 'Service',
    fix: 'choice',
    aliases: ['kube-linter/invalid-target-ports'],
    what: 'A named `targetPort` is no port of the pods that the Service selects.',
    why: 'The port gets no endpoint, so connections are refused.',
    bad: `${POD('')}${service('web', 'htp')}`,
    good: `${POD('')}${service('web')}`,
  }),
  rule({
    id: 'ref-pdb-no-pods',
    severity: 'warning',
    kinds: 'PodDisruptionBudget',
    fix: 'choice',
    aliases: ['kube-score/poddisruptionbudget-has-policy'],
    what: 'The selector of a PodDisruptionBudget matches no pod of the workspace.',
    why: 'It protects nothing: a drain may stop all replicas at once.',
    bad: `${POD('')}${named('policy/v1', 'PodDisruptionBudget', 'web', 'spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: wob\n')}`,
    good: `${POD('')}${named('policy/v1', 'PodDisruptionBudget', 'web', 'spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: web\n')}`,
  }),
  rule({
    id: 'ref-netpol-no-pods',
    severity: 'warning',
    kinds: 'NetworkPolicy',
    fix: 'choice',
    aliases: ['kube-linter/dangling-networkpolicy', 'kube-score/networkpolicy-targets-pod'],
    what: 'The pod selector of a NetworkPolicy matches no pod of the workspace.',
    why: 'The policy has no effect, so the pods stay as open as without it.',
    bad: `${POD('')}${named('networking.k8s.io/v1', 'NetworkPolicy', 'web', 'spec:\n  podSelector:\n    matchLabels:\n      app: wob\n')}`,
    good: `${POD('')}${named('networking.k8s.io/v1', 'NetworkPolicy', 'web', 'spec:\n  podSelector:\n    matchLabels:\n      app: web\n')}`,
  }),
  rule({
    id: 'ref-ingress-service',
    severity: 'warning',
    kinds: 'Ingress',
    fix: 'choice',
    aliases: ['kube-linter/dangling-ingress', 'kube-score/ingress-targets-service'],
    what: 'An Ingress leads to a Service, or a port of it, that nothing defines.',
    why: `Requests end in 503. ${MISSING}`,
    bad: `${service('web')}${named('networking.k8s.io/v1', 'Ingress', 'i', 'spec:\n  defaultBackend:\n    service:\n      name: wob\n      port:\n        name: http\n')}`,
    good: `${service('web')}${named('networking.k8s.io/v1', 'Ingress', 'i', 'spec:\n  defaultBackend:\n    service:\n      name: web\n      port:\n        name: http\n')}`,
  }),
  rule({
    id: 'ref-hpa-target',
    severity: 'warning',
    kinds: 'HorizontalPodAutoscaler',
    fix: 'choice',
    aliases: [
      'kube-linter/dangling-horizontalpodautoscaler',
      'kube-score/horizontalpodautoscaler-has-target',
      'monokle/LNK003',
    ],
    what: 'An autoscaler names a workload that nothing defines.',
    why: `Nothing is scaled: “unable to get the target’s current scale”. ${MISSING}`,
    bad: `${named('apps/v1', 'Deployment', 'web')}${named('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', 'spec:\n  maxReplicas: 3\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: wob\n')}`,
    good: `${named('apps/v1', 'Deployment', 'web')}${named('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', 'spec:\n  maxReplicas: 3\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n')}`,
  }),
  rule({
    id: 'ref-rolebinding',
    severity: 'warning',
    kinds: 'RoleBinding, ClusterRoleBinding',
    fix: 'choice',
    what: 'A binding names a role that nothing defines.',
    why: `The binding is accepted and grants nothing. ${MISSING}`,
    bad: `${named('rbac.authorization.k8s.io/v1', 'Role', 'reader')}${named('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: raeder\n')}`,
    good: `${named('rbac.authorization.k8s.io/v1', 'Role', 'reader')}${named('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', 'roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: reader\n')}`,
  }),
  rule({
    id: 'ref-sts-servicename',
    severity: 'warning',
    kinds: 'StatefulSet',
    fix: 'choice',
    aliases: ['kube-score/statefulset-has-servicename'],
    what: 'The `serviceName` of a StatefulSet is no Service of the workspace.',
    why: `Its pods get no DNS names of their own, so ranks cannot find each other. ${MISSING}`,
    bad: `${service('web')}${named('apps/v1', 'StatefulSet', 's', 'spec:\n  serviceName: wob\n')}`,
    good: `${service('web')}${named('apps/v1', 'StatefulSet', 's', 'spec:\n  serviceName: web\n')}`,
  }),
  rule({
    id: 'ref-storageclass',
    severity: 'info',
    kinds: 'PersistentVolumeClaim',
    fix: 'choice',
    what: 'A claim names a StorageClass that nothing defines.',
    why: `The claim stays Pending for ever. ${MISSING}`,
    bad: `${named('storage.k8s.io/v1', 'StorageClass', 'fast', 'provisioner: p\n')}${named('v1', 'PersistentVolumeClaim', 'c', 'spec:\n  storageClassName: fats\n')}`,
    good: `${named('storage.k8s.io/v1', 'StorageClass', 'fast', 'provisioner: p\n')}${named('v1', 'PersistentVolumeClaim', 'c', 'spec:\n  storageClassName: fast\n')}`,
  }),
  rule({
    id: 'ref-runtime-trainjob',
    severity: 'warning',
    kinds: 'TrainJob',
    fix: 'choice',
    source: 'Kubeflow Trainer API reference',
    what: 'A TrainJob names a runtime that nothing defines.',
    why: `The webhook refuses it: “runtime not found”. ${MISSING}`,
    bad: `${named('trainer.kubeflow.org/v1alpha1', 'TrainingRuntime', 'torch')}${named('trainer.kubeflow.org/v1alpha1', 'TrainJob', 't', 'spec:\n  runtimeRef:\n    kind: TrainingRuntime\n    name: troch\n')}`,
    good: `${named('trainer.kubeflow.org/v1alpha1', 'TrainingRuntime', 'torch')}${named('trainer.kubeflow.org/v1alpha1', 'TrainJob', 't', 'spec:\n  runtimeRef:\n    kind: TrainingRuntime\n    name: torch\n')}`,
  }),
  rule({
    id: 'ref-localqueue',
    severity: 'warning',
    kinds: 'jobs with the label kueue.x-k8s.io/queue-name',
    fix: 'choice',
    source: 'Kueue documentation',
    what: 'A job waits in a LocalQueue that nothing defines.',
    why: `Kueue keeps it suspended and says so only in the Workload. ${MISSING}`,
    bad: `${named('kueue.x-k8s.io/v1beta1', 'LocalQueue', 'team')}---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\n  namespace: team-a\n  labels:\n    kueue.x-k8s.io/queue-name: taem\n`,
    good: `${named('kueue.x-k8s.io/v1beta1', 'LocalQueue', 'team')}---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\n  namespace: team-a\n  labels:\n    kueue.x-k8s.io/queue-name: team\n`,
  }),
  rule({
    id: 'ref-clusterqueue-flavor',
    severity: 'warning',
    kinds: 'ClusterQueue, LocalQueue',
    fix: 'choice',
    source: 'Kueue documentation',
    what: 'A queue names a ClusterQueue or ResourceFlavor that nothing defines.',
    why: `The queue stays inactive and admits nothing. ${MISSING}`,
    bad: `${named('kueue.x-k8s.io/v1beta1', 'ClusterQueue', 'gpu')}${named('kueue.x-k8s.io/v1beta1', 'LocalQueue', 'team', 'spec:\n  clusterQueue: gup\n')}`,
    good: `${named('kueue.x-k8s.io/v1beta1', 'ClusterQueue', 'gpu')}${named('kueue.x-k8s.io/v1beta1', 'LocalQueue', 'team', 'spec:\n  clusterQueue: gpu\n')}`,
  }),
  rule({
    id: 'ref-servingruntime',
    severity: 'warning',
    kinds: 'InferenceService',
    fix: 'choice',
    source: 'KServe API reference',
    what: 'An InferenceService names a runtime that nothing defines.',
    why: `The service never becomes ready: “no runtime found”. ${MISSING}`,
    bad: `${named('serving.kserve.io/v1alpha1', 'ServingRuntime', 'vllm')}${named('serving.kserve.io/v1beta1', 'InferenceService', 'i', 'spec:\n  predictor:\n    model:\n      runtime: vlm\n')}`,
    good: `${named('serving.kserve.io/v1alpha1', 'ServingRuntime', 'vllm')}${named('serving.kserve.io/v1beta1', 'InferenceService', 'i', 'spec:\n  predictor:\n    model:\n      runtime: vllm\n')}`,
  }),
  rule({
    id: 'ref-raycluster-selector',
    severity: 'warning',
    kinds: 'RayJob',
    fix: 'choice',
    source: 'KubeRay documentation',
    what: 'A RayJob selects a RayCluster that nothing defines.',
    why: `The job waits for a cluster that never comes. ${MISSING}`,
    bad: `${named('ray.io/v1', 'RayCluster', 'shared')}${named('ray.io/v1', 'RayJob', 'j', 'spec:\n  clusterSelector:\n    ray.io/cluster: shred\n')}`,
    good: `${named('ray.io/v1', 'RayCluster', 'shared')}${named('ray.io/v1', 'RayJob', 'j', 'spec:\n  clusterSelector:\n    ray.io/cluster: shared\n')}`,
  }),
  rule({
    id: 'k8s-duplicate-resource',
    severity: 'error',
    kinds: 'all',
    what: 'A file defines one object twice.',
    why: 'Both are applied, one after the other, so the second silently wins.',
    bad: `${CONFIG}${CONFIG}`,
    good: `${CONFIG}${CONFIG.replace('name: settings', 'name: more')}`,
  }),
];
