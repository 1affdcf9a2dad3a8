/** Whole objects with tab stops, for the beginning of a document. */
export interface KindSnippet {
  readonly label: string;
  readonly lines: readonly string[];
}

const container = (indent: number, extra: readonly string[] = []): readonly string[] =>
  [
    'containers:',
    '  - name: ${2:main}',
    '    image: ${3:registry.example.com/image:1.0.0}',
    '    resources:',
    '      requests:',
    '        cpu: ${4:"4"}',
    '        memory: ${5:16Gi}',
    '      limits:',
    '        memory: ${5:16Gi}',
    ...extra,
  ].map((line) => ' '.repeat(indent) + line);
const GPU = ['        nvidia.com/gpu: ${6:1}'];

function head(apiVersion: string, kind: string): readonly string[] {
  return [`apiVersion: ${apiVersion}`, `kind: ${kind}`, 'metadata:', '  name: ${1:name}'];
}

export const kindSnippets: readonly KindSnippet[] = [
  {
    label: 'Job',
    lines: [
      ...head('batch/v1', 'Job'),
      'spec:',
      '  backoffLimit: ${7:2}',
      '  template:',
      '    spec:',
      '      restartPolicy: Never',
      ...container(6, GPU),
    ],
  },
  {
    label: 'Deployment',
    lines: [
      ...head('apps/v1', 'Deployment'),
      'spec:',
      '  replicas: ${7:2}',
      '  selector:',
      '    matchLabels:',
      '      app: ${1:name}',
      '  template:',
      '    metadata:',
      '      labels:',
      '        app: ${1:name}',
      '    spec:',
      ...container(6),
    ],
  },
  {
    label: 'Service',
    lines: [
      ...head('v1', 'Service'),
      'spec:',
      '  selector:',
      '    app: ${1:name}',
      '  ports:',
      '    - name: ${2:http}',
      '      port: ${3:80}',
      '      targetPort: ${4:8080}',
    ],
  },
  { label: 'ConfigMap', lines: [...head('v1', 'ConfigMap'), 'data:', '  ${2:key}: ${3:value}'] },
  {
    label: 'PersistentVolumeClaim',
    lines: [
      ...head('v1', 'PersistentVolumeClaim'),
      'spec:',
      '  accessModes: [${2|ReadWriteOnce,ReadWriteMany,ReadOnlyMany|}]',
      '  resources:',
      '    requests:',
      '      storage: ${3:100Gi}',
    ],
  },
  {
    label: 'TrainJob',
    lines: [
      ...head('trainer.kubeflow.org/v1alpha1', 'TrainJob'),
      'spec:',
      '  runtimeRef:',
      '    name: ${2:torch-distributed}',
      '  trainer:',
      '    image: ${3:registry.example.com/image:1.0.0}',
      '    command: [${4:torchrun, train.py}]',
      '    numNodes: ${5:2}',
      '    resourcesPerNode:',
      '      limits:',
      '        nvidia.com/gpu: ${6:1}',
    ],
  },
  {
    label: 'PyTorchJob',
    lines: [
      ...head('kubeflow.org/v1', 'PyTorchJob'),
      'spec:',
      '  pytorchReplicaSpecs:',
      ...['Master', 'Worker'].flatMap((role, index) => [
        `    ${role}:`,
        `      replicas: ${index === 0 ? '1' : '${5:2}'}`,
        '      restartPolicy: OnFailure',
        '      template:',
        '        spec:',
        '          containers:',
        '            - name: pytorch',
        '              image: ${2:registry.example.com/image:1.0.0}',
        '              resources:',
        '                limits:',
        '                  nvidia.com/gpu: ${3:1}',
      ]),
    ],
  },
  {
    label: 'InferenceService',
    lines: [
      ...head('serving.kserve.io/v1beta1', 'InferenceService'),
      'spec:',
      '  predictor:',
      '    minReplicas: ${2:1}',
      '    model:',
      '      modelFormat:',
      '        name: ${3:huggingface}',
      '      storageUri: ${4:hf://org/model@revision}',
      '      resources:',
      '        limits:',
      '          nvidia.com/gpu: ${5:1}',
      '          memory: ${6:24Gi}',
    ],
  },
  {
    label: 'LocalQueue',
    lines: [...head('kueue.x-k8s.io/v1beta1', 'LocalQueue'), 'spec:', '  clusterQueue: ${2:cluster-queue}'],
  },
  {
    label: 'RayCluster',
    lines: [
      ...head('ray.io/v1', 'RayCluster'),
      'spec:',
      "  rayVersion: '${2:2.46.0}'",
      '  headGroupSpec:',
      '    rayStartParams: {}',
      '    template:',
      '      spec:',
      '        containers:',
      '          - name: ray-head',
      '            image: rayproject/ray:${2:2.46.0}',
      '  workerGroupSpecs:',
      '    - groupName: ${3:gpu}',
      '      replicas: ${4:1}',
      '      minReplicas: 0',
      '      maxReplicas: ${5:4}',
      '      rayStartParams: {}',
      '      template:',
      '        spec:',
      '          containers:',
      '            - name: ray-worker',
      '              image: rayproject/ray:${2:2.46.0}',
      '              resources:',
      '                limits:',
      '                  nvidia.com/gpu: ${6:1}',
    ],
  },
];
