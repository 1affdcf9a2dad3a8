// @ts-check
// One-resource files for the benches of the linter: the kinds that people keep, with names and numbers that differ, from a seed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../test/support/seededRandom.ts';

const FILES_PER_FOLDER = 1000;

/** @typedef {(index: number, pick: (count: number) => number) => string} Template */

const containerSettings = `securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
`;

const probes = `readinessProbe:
  httpGet:
    path: /ready
    port: http
livenessProbe:
  httpGet:
    path: /healthz
    port: http
  initialDelaySeconds: 20
`;

/** @param {string} name */
const container = (name, image = 'registry.example.com/team/app:1.4.2', cpuLimit = '500m') => `- name: ${name}
  image: ${image}
  args: ["--config", "/etc/app/settings.yaml"]
  ports:
    - containerPort: 8080
      name: http
  env:
    - name: LOG_LEVEL
      value: info
  resources:
    requests:
      cpu: 250m
      memory: 256Mi
      ephemeral-storage: 1Gi
    limits:
      cpu: ${cpuLimit}
      memory: 256Mi
      ephemeral-storage: 1Gi
${indented(containerSettings, 2)}
`;

/** What a careful team writes, so that the linter has nothing to tell, as kubeconform has not. */
const podSettings = `automountServiceAccountToken: false
securityContext:
  runAsNonRoot: true
  runAsUser: 12000
  runAsGroup: 12000
  seccompProfile:
    type: RuntimeDefault
  appArmorProfile:
    type: RuntimeDefault
`;

/** @param {number} index */
const spread = (index) => `affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              app: app-${index}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        app: app-${index}
`;

/**
 * @param {string} text
 * @param {number} by
 */
const indented = (text, by) => text.trimEnd().replaceAll(/^/gm, ' '.repeat(by));

/** @param {number} index */
const metadata = (index, labels = '') =>
  `metadata:\n  name: app-${index}\n  namespace: team-${Math.floor(index / 30) % 40}\n  labels:\n    app: app-${index}\n${labels}`;

const queued = '    kueue.x-k8s.io/queue-name: gpus\n';

/** @param {string} name @param {number} gpus */
const trainer = (name, gpus) => `- name: ${name}
  image: registry.example.com/team/trainer:2.6.0
  command: [python, train.py]
  args: ["--epochs", "20"]
  resources:
    requests:
      cpu: "8"
      memory: 64Gi
      ephemeral-storage: 20Gi
      nvidia.com/gpu: ${gpus}
    limits:
      cpu: "8"
      memory: 64Gi
      ephemeral-storage: 20Gi
      nvidia.com/gpu: ${gpus}
  volumeMounts:
    - name: data
      mountPath: /data
${indented(containerSettings, 2)}
`;

const trainerVolumes = `volumes:
  - name: data
    persistentVolumeClaim:
      claimName: data
tolerations:
  - key: nvidia.com/gpu
    operator: Exists
    effect: NoSchedule
`;

/** @param {string} role @param {number} replicas */
const pytorchRole = (role, replicas) => `${role}:
  replicas: ${replicas}
  restartPolicy: OnFailure
  template:
    spec:
${indented(podSettings + trainerVolumes, 6)}
      containers:
${indented(trainer('pytorch', 4), 8)}
`;

/** What a Service selects and an autoscaler scales is the Deployment before them. @type {readonly Template[]} */
const core = [
  (index, pick) => `apiVersion: apps/v1
kind: Deployment
${metadata(index)}spec:
  revisionHistoryLimit: ${2 + pick(6)}
  selector:
    matchLabels:
      app: app-${index}
  template:
    metadata:
      labels:
        app: app-${index}
    spec:
${indented(podSettings + spread(index), 6)}
      containers:
${indented(container('web') + indented(probes, 2), 8)}
`,
  (index, pick) => `apiVersion: v1
kind: Service
${metadata(index)}spec:
  selector:
    app: app-${index - 1}
  ports:
    - name: http
      port: ${80 + pick(900)}
      targetPort: http
`,
  (index, pick) => `apiVersion: v1
kind: ConfigMap
${metadata(index)}data:
  LOG_LEVEL: debug
  settings.yaml: |
    server:
      port: ${8000 + pick(900)}
      workers: ${1 + pick(8)}
    cache:
      size: 512
`,
  (index, pick) => `apiVersion: batch/v1
kind: Job
${metadata(index)}spec:
  backoffLimit: ${1 + pick(4)}
  ttlSecondsAfterFinished: 3600
  template:
    spec:
      restartPolicy: Never
${indented(podSettings, 6)}
      containers:
${indented(container('work'), 8)}
`,
  (index, pick) => `apiVersion: v1
kind: PersistentVolumeClaim
${metadata(index)}spec:
  accessModes: [ReadWriteOnce]
  storageClassName: fast
  resources:
    requests:
      storage: ${10 + pick(90)}Gi
`,
  (index, pick) => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
${metadata(index)}spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: app-${index - 5}
  minReplicas: 2
  maxReplicas: ${4 + pick(8)}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
`,
];

/** @type {readonly Template[]} */
const ml = [
  (index, pick) => `apiVersion: kubeflow.org/v1
kind: PyTorchJob
${metadata(index, queued)}spec:
  runPolicy:
    activeDeadlineSeconds: 172800
    cleanPodPolicy: Running
    ttlSecondsAfterFinished: 86400
  pytorchReplicaSpecs:
${indented(pytorchRole('Master', 1) + pytorchRole('Worker', 1 + pick(6)), 4)}
`,
  (index, pick) => `apiVersion: ray.io/v1
kind: RayCluster
${metadata(index)}spec:
  rayVersion: 2.46.0
  headGroupSpec:
    rayStartParams:
      num-cpus: "0"
    template:
      spec:
${indented(podSettings, 8)}
        containers:
${indented(container('ray-head', 'rayproject/ray:2.46.0', '250m'), 10)}
  workerGroupSpecs:
    - groupName: gpus
      replicas: ${1 + pick(4)}
      minReplicas: 1
      maxReplicas: 8
      rayStartParams: {}
      template:
        spec:
${indented(podSettings + trainerVolumes, 10)}
          containers:
${indented(trainer('ray-worker', 1), 12)}
`,
  (index, pick) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
${metadata(index)}spec:
  predictor:
    minReplicas: ${1 + pick(3)}
    maxReplicas: 6
    model:
      modelFormat:
        name: pytorch
      storageUri: s3://models/app-${index}
      resources:
        requests:
          cpu: "2"
          memory: 8Gi
        limits:
          memory: 8Gi
          nvidia.com/gpu: 1
`,
  (index, pick) => `apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
${metadata(index, queued)}spec:
  replicatedJobs:
    - name: workers
      replicas: ${1 + pick(4)}
      template:
        spec:
          backoffLimit: 0
          parallelism: 4
          completions: 4
          template:
            spec:
              restartPolicy: Never
${indented(podSettings + trainerVolumes, 14)}
              containers:
${indented(trainer('train', 8), 16)}
`,
  (index, pick) => `apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
${metadata(index)}spec:
  runtimeRef:
    name: torch-distributed
  trainer:
    image: registry.example.com/team/trainer:2.6.0
    command: [torchrun, train.py]
    numNodes: ${1 + pick(7)}
    resourcesPerNode:
      limits:
        nvidia.com/gpu: 8
`,
];

/** Kinds that the files hold, as `apiVersion kind`. */
export const manifestKinds = { core: kindsOf(core), ml: kindsOf(ml) };

/** @param {readonly Template[]} templates */
function kindsOf(templates) {
  return templates.map((template) => {
    const [, apiVersion = '', kind = ''] = /^apiVersion: (\S+)\nkind: (\S+)/.exec(template(0, () => 0)) ?? [];
    return { apiVersion, kind };
  });
}

/**
 * @param {'core' | 'ml'} mix
 * @param {number} count
 * @returns {string} One file with as many documents.
 */
export function manifestText(mix, count) {
  return Array.from(manifestTexts(mix, count)).join('---\n');
}

/**
 * @param {'core' | 'ml'} mix
 * @param {number} count
 */
function* manifestTexts(mix, count) {
  const random = seededRandom(36);
  const pick = (/** @type {number} */ below) => Math.floor(random() * below);
  const templates = mix === 'core' ? core : ml;
  for (let index = 0; index < count; index++) yield templates[index % templates.length]?.(index, pick) ?? '';
}

/**
 * Writes files with one resource each.
 * @param {string} folder
 * @param {'core' | 'ml'} mix
 * @param {number} count
 */
export function writeManifestFiles(folder, mix, count) {
  let index = 0;
  for (const text of manifestTexts(mix, count)) {
    const inside = join(folder, String(Math.floor(index / FILES_PER_FOLDER)));
    if (index % FILES_PER_FOLDER === 0) mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, `${index}.yaml`), text);
    index += 1;
  }
}
