/** A pod as the API has it, of the usual size of one of an ML workload. Without metadata of its own but labels and owner. */
export function podBody(index: number): object {
  const workload = index % 100;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `train-${workload}-`,
      labels: { app: `train-${workload}`, 'pod-template-hash': `h${workload}`, team: `team-${workload % 7}` },
      annotations: { 'kubectl.kubernetes.io/default-container': 'main', checksum: 'c'.repeat(64) },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `train-${workload}-h`,
          uid: `owner-${workload}`,
          controller: true,
        },
      ],
      managedFields: [managed('kube-controller-manager'), managed('kubelet')],
    },
    spec: specOf(workload, index),
    status: statusOf(workload, index),
  };
}

function managed(manager: string): object {
  const fields = Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [`f:field${at}`, { '.': {}, [`k:{"name":"x${at}"}`]: {} }]),
  );
  return {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2030-01-01T00:00:00Z',
    fieldsV1: { 'f:spec': fields },
  };
}

function specOf(workload: number, index: number): object {
  return {
    nodeName: `node-${index % 50}`,
    containers: [
      {
        name: 'main',
        image: `registry.example/train-${workload}:1`,
        command: ['python', '-m', 'train', '--epochs', '10'],
        env: Array.from({ length: 12 }, (_, at) => ({ name: `VARIABLE_${at}`, value: `value ${at} of the workload` })),
        resources: { requests: { cpu: '4', memory: '16Gi', 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '1' } },
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: `data-${workload}` } },
      { name: `kube-api-access-${index}`, projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } },
    ],
    nodeSelector: { 'nvidia.com/gpu.product': 'A100' },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    priorityClassName: 'training',
  };
}

function statusOf(workload: number, index: number): object {
  const started = new Date(Date.UTC(2030, 0, 1) + index * 700).toISOString().replace(/\.\d+/, '');
  return {
    phase: 'Running',
    podIP: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    startTime: started,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: started,
      }),
    ),
    containerStatuses: [
      {
        name: 'main',
        image: `registry.example/train-${workload}:1`,
        imageID: `registry.example/train-${workload}@sha256:${'0'.repeat(64)}`,
        containerID: `containerd://${String(index).padStart(64, 'a')}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: started } },
      },
    ],
  };
}
