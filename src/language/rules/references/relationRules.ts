import type { RuleInfo } from '../../lint/rule.ts';

const DEPLOYMENT = (spec: string, limits = '') => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: serve
  namespace: team-a
spec:
${spec}  selector:
    matchLabels:
      app: serve
  template:
    metadata:
      labels:
        app: serve
    spec:
      containers:
        - name: serve
          image: vllm/vllm-openai:v0.11.0
${limits}`;
const GPU = '          resources:\n            limits:\n              nvidia.com/gpu: 1\n';
const AUTOSCALER = (name: string, metric = '') => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
  namespace: team-a
spec:
  maxReplicas: 4
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: serve
${metric}`;
const CPU = `  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 80 }
`;
const QUEUE = `  metrics:
    - type: Pods
      pods:
        metric: { name: vllm_num_requests_waiting }
        target: { type: AverageValue, averageValue: "5" }
`;
const JOB = `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: team-a
spec:
  parallelism: 4
  completions: 4
  completionMode: Indexed
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: team/trainer:1
          command: [torchrun, train.py]
          volumeMounts:
            - name: data
              mountPath: /data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: data
`;
const CLAIM = (mode: string) => `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  namespace: team-a
spec:
  accessModes: [${mode}]
  resources: { requests: { storage: 10Gi } }
`;

/** Rules about two objects of one folder. They are checked by `checkRelations`. */
export const relationRules: readonly RuleInfo[] = [
  {
    id: 'hpa-and-replicas',
    severity: 'warning',
    kinds: 'Deployment, StatefulSet',
    aliases: ['kube-score/deployment-targeted-by-hpa-does-not-have-replicas-configured'],
    page: () => ({
      what: 'A workload that an autoscaler scales says how many replicas it has.',
      why: 'Each apply sets the number back, so pods are stopped under load until the autoscaler starts them again.',
      source: 'Kubernetes documentation, Horizontal Pod Autoscaling, Migrating Deployments and StatefulSets.',
      bad: `${DEPLOYMENT('  replicas: 2\n')}${AUTOSCALER('serve')}`,
      good: `${DEPLOYMENT('')}${AUTOSCALER('serve')}`,
    }),
  },
  {
    id: 'ref-hpa-duplicate',
    severity: 'warning',
    kinds: 'HorizontalPodAutoscaler',
    aliases: ['kyverno/prevent-duplicate-hpa'],
    page: () => ({
      what: 'Two autoscalers scale one workload.',
      why: 'Each undoes what the other does, so pods are started and stopped all the time.',
      source: 'Kubernetes documentation, Horizontal Pod Autoscaling, Ambiguous selectors and duplicate targets.',
      bad: `${AUTOSCALER('one')}${AUTOSCALER('two')}`,
      good: AUTOSCALER('one'),
    }),
  },
  {
    id: 'gpu-hpa-cpu-metric',
    severity: 'warning',
    kinds: 'HorizontalPodAutoscaler',
    page: () => ({
      what: 'An autoscaler of a workload with GPUs looks at CPU or memory alone.',
      why: 'A model server that waits for its GPU uses little CPU, so nothing is added while requests queue; a busy tokenizer adds GPUs that stay idle. The length of the queue, or the load that DCGM exports, shows what is needed.',
      source:
        'Kubernetes documentation, Horizontal Pod Autoscaling, Autoscaling on multiple metrics and custom metrics.',
      bad: `${DEPLOYMENT('', GPU)}${AUTOSCALER('serve', CPU)}`,
      good: `${DEPLOYMENT('', GPU)}${AUTOSCALER('serve', QUEUE)}`,
    }),
  },
  {
    id: 'train-rwo-multi-replica',
    severity: 'warning',
    kinds: 'training pods',
    page: () => ({
      what: 'Several training pods mount a claim that is ReadWriteOnce.',
      why: 'The volume is attached to one node: pods on any other wait in ContainerCreating, and the run never starts.',
      source: 'Kubernetes documentation, Persistent Volumes, Access Modes.',
      bad: `${JOB}${CLAIM('ReadWriteOnce')}`,
      good: `${JOB}${CLAIM('ReadWriteMany')}`,
    }),
  },
];
