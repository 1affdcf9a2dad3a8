/** Where objects of a kind name others: a row each. Paths take `*` for the items of a list or the values of a map. */
export interface ReferenceRow {
  readonly rule: string;
  /** Kinds that hold the name; `pod` and `container` are those of every kind that has pods. */
  readonly in: 'pod' | 'container' | readonly string[];
  /** The path of the map that the other paths start from; empty for the object, the pod spec or the container itself. */
  readonly at: string;
  /** Below it, the name. */
  readonly name: string;
  /** The kinds that the name may be of. */
  readonly to: readonly string[];
  /** Below it, the field that names the kind instead: its value is one of the keys. */
  readonly kindField?: { readonly path: string; readonly kinds: Readonly<Record<string, string>> };
  readonly isClusterScoped?: true;
  /** Below it, the namespace where it is not the object's own. */
  readonly namespace?: string;
  /** Below it, the key of the object that is meant, and the rule for a wrong one. */
  readonly part?: { readonly path: string; readonly or?: string; readonly rule: string };
}

const CONFIG_MAP = ['/ConfigMap'];
const SECRET = ['/Secret'];
const CLAIM = ['/PersistentVolumeClaim'];
const SCALABLE: Readonly<Record<string, string>> = {
  Deployment: 'apps/Deployment',
  StatefulSet: 'apps/StatefulSet',
  ReplicaSet: 'apps/ReplicaSet',
  ReplicationController: '/ReplicationController',
};
const BINDINGS = ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'];
const ROLES: Readonly<Record<string, string>> = {
  Role: 'rbac.authorization.k8s.io/Role',
  ClusterRole: 'rbac.authorization.k8s.io/ClusterRole',
};
const RUNTIMES: Readonly<Record<string, string>> = {
  TrainingRuntime: 'trainer.kubeflow.org/TrainingRuntime',
  ClusterTrainingRuntime: 'trainer.kubeflow.org/ClusterTrainingRuntime',
};
const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

const KEY = { path: 'key', rule: 'ref-configmap-key' };

/** Sources: Kubernetes API reference 1.36; API references of Trainer, Kueue and KServe. */
export const referenceRows: readonly ReferenceRow[] = [
  {
    rule: 'ref-configmap-secret',
    in: 'container',
    at: 'env.*.valueFrom.configMapKeyRef',
    name: 'name',
    to: CONFIG_MAP,
    part: KEY,
  },
  {
    rule: 'ref-configmap-secret',
    in: 'container',
    at: 'env.*.valueFrom.secretKeyRef',
    name: 'name',
    to: SECRET,
    part: KEY,
  },
  { rule: 'ref-configmap-secret', in: 'container', at: 'envFrom.*.configMapRef', name: 'name', to: CONFIG_MAP },
  { rule: 'ref-configmap-secret', in: 'container', at: 'envFrom.*.secretRef', name: 'name', to: SECRET },
  { rule: 'ref-configmap-secret', in: 'pod', at: 'volumes.*.configMap', name: 'name', to: CONFIG_MAP },
  { rule: 'ref-configmap-secret', in: 'pod', at: 'volumes.*.secret', name: 'secretName', to: SECRET },
  {
    rule: 'ref-configmap-secret',
    in: 'pod',
    at: 'volumes.*.projected.sources.*.configMap',
    name: 'name',
    to: CONFIG_MAP,
  },
  { rule: 'ref-configmap-secret', in: 'pod', at: 'volumes.*.projected.sources.*.secret', name: 'name', to: SECRET },
  { rule: 'ref-configmap-secret', in: 'pod', at: 'imagePullSecrets.*', name: 'name', to: SECRET },
  { rule: 'ref-pvc', in: 'pod', at: 'volumes.*.persistentVolumeClaim', name: 'claimName', to: CLAIM },
  { rule: 'ref-serviceaccount', in: 'pod', at: '', name: 'serviceAccountName', to: ['/ServiceAccount'] },
  {
    rule: 'ref-priorityclass',
    in: 'pod',
    at: '',
    name: 'priorityClassName',
    to: ['scheduling.k8s.io/PriorityClass'],
    isClusterScoped: true,
  },
  {
    rule: 'ref-ingress-service',
    in: ['networking.k8s.io/Ingress'],
    at: 'spec.rules.*.http.paths.*.backend.service',
    name: 'name',
    to: ['/Service'],
    part: { path: 'port.name', or: 'port.number', rule: 'ref-ingress-service' },
  },
  {
    rule: 'ref-ingress-service',
    in: ['networking.k8s.io/Ingress'],
    at: 'spec.defaultBackend.service',
    name: 'name',
    to: ['/Service'],
    part: { path: 'port.name', or: 'port.number', rule: 'ref-ingress-service' },
  },
  {
    rule: 'ref-hpa-target',
    in: ['autoscaling/HorizontalPodAutoscaler'],
    at: 'spec.scaleTargetRef',
    name: 'name',
    to: Object.values(SCALABLE),
    kindField: { path: 'kind', kinds: SCALABLE },
  },
  {
    rule: 'ref-rolebinding',
    in: BINDINGS,
    at: 'roleRef',
    name: 'name',
    to: Object.values(ROLES),
    kindField: { path: 'kind', kinds: ROLES },
  },
  { rule: 'ref-sts-servicename', in: ['apps/StatefulSet'], at: 'spec', name: 'serviceName', to: ['/Service'] },
  {
    rule: 'ref-storageclass',
    in: ['/PersistentVolumeClaim'],
    at: 'spec',
    name: 'storageClassName',
    to: ['storage.k8s.io/StorageClass'],
    isClusterScoped: true,
  },
  {
    rule: 'ref-runtime-trainjob',
    in: ['trainer.kubeflow.org/TrainJob'],
    at: 'spec.runtimeRef',
    name: 'name',
    to: Object.values(RUNTIMES),
    kindField: { path: 'kind', kinds: RUNTIMES },
  },
  {
    rule: 'ref-clusterqueue-flavor',
    in: ['kueue.x-k8s.io/LocalQueue'],
    at: 'spec',
    name: 'clusterQueue',
    to: ['kueue.x-k8s.io/ClusterQueue'],
    isClusterScoped: true,
  },
  {
    rule: 'ref-clusterqueue-flavor',
    in: ['kueue.x-k8s.io/ClusterQueue'],
    at: 'spec.resourceGroups.*.flavors.*',
    name: 'name',
    to: ['kueue.x-k8s.io/ResourceFlavor'],
    isClusterScoped: true,
  },
  {
    rule: 'ref-servingruntime',
    in: ['serving.kserve.io/InferenceService'],
    at: 'spec.predictor.model',
    name: 'runtime',
    to: ['serving.kserve.io/ServingRuntime', 'serving.kserve.io/ClusterServingRuntime'],
    part: { path: 'modelFormat.name', rule: 'kserve-runtime-format' },
  },
  {
    rule: 'ref-raycluster-selector',
    in: ['ray.io/RayJob'],
    at: 'spec.clusterSelector',
    name: 'ray.io/cluster',
    to: ['ray.io/RayCluster'],
  },
];

/** The label that puts a job into a queue of Kueue, on any object. */
export const queueLabel = { label: QUEUE_LABEL, rule: 'ref-localqueue', to: ['kueue.x-k8s.io/LocalQueue'] } as const;
