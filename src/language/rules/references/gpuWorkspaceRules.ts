import type { RuleInfo, RulePage } from '../../lint/rule.ts';

const object = (apiVersion: string, kind: string, name: string, rest: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\n${rest}`;
const POD = 'containers: [{ name: c, image: "team/trainer:1", resources: { limits: { nvidia.com/gpu: 4 } } }]';
const job = (labels: string) =>
  object(
    'batch/v1',
    'Job',
    'train',
    `${labels}spec:\n  template:\n    spec:\n      restartPolicy: Never\n      ${POD}\n`,
  );
const QUEUED = '  labels:\n    kueue.x-k8s.io/queue-name: gpus\n';
const localQueue = object('kueue.x-k8s.io/v1beta1', 'LocalQueue', 'gpus', 'spec:\n  clusterQueue: all\n');
const clusterQueue = (resource: string) =>
  `---\napiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata:\n  name: all\nspec:\n  namespaceSelector: {}\n  resourceGroups:\n    - coveredResources: [${resource}]\n      flavors:\n        - name: default\n          resources: [{ name: ${resource}, nominalQuota: 8 }]\n`;
const quota = (most: number) =>
  object('v1', 'ResourceQuota', 'gpus', `spec:\n  hard:\n    requests.nvidia.com/gpu: ${most}\n`);
const serve = `${object('apps/v1', 'Deployment', 'serve', `spec:\n  selector: { matchLabels: { app: serve } }\n  template:\n    metadata: { labels: { app: serve } }\n    spec:\n      ${POD}\n`)}${object('autoscaling/v2', 'HorizontalPodAutoscaler', 'serve', 'spec:\n  maxReplicas: 4\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: serve }\n')}`;
const experiment = object(
  'kubeflow.org/v1beta1',
  'Experiment',
  'search',
  `spec:\n  parallelTrialCount: 3\n  trialTemplate:\n    trialSpec:\n      apiVersion: batch/v1\n      kind: Job\n      spec:\n        template:\n          spec:\n            restartPolicy: Never\n            ${POD}\n`,
);
const runtime = `---\napiVersion: trainer.kubeflow.org/v1alpha1\nkind: ClusterTrainingRuntime\nmetadata:\n  name: torch\nspec:\n  template:\n    spec:\n      replicatedJobs:\n        - name: node\n          template:\n            spec:\n              template:\n                spec:\n                  containers: [{ name: node, image: "team/trainer:1" }]\n`;
const patched = (name: string, container: string) =>
  object(
    'trainer.kubeflow.org/v1alpha1',
    'TrainJob',
    'train',
    `spec:\n  runtimeRef:\n    name: torch\n  runtimePatches:\n    - manager: team.example.com/a\n      trainingRuntimeSpec:\n        template:\n          spec:\n            replicatedJobs:\n              - name: ${name}\n                template:\n                  spec:\n                    template:\n                      spec:\n                        containers: [{ name: ${container}, volumeMounts: [] }]\n`,
  );
const model = (format: string) =>
  `${object('serving.kserve.io/v1alpha1', 'ServingRuntime', 'vllm', 'spec:\n  supportedModelFormats: [{ name: vLLM }]\n')}${object('serving.kserve.io/v1beta1', 'InferenceService', 'chat', `spec:\n  predictor:\n    model:\n      runtime: vllm\n      modelFormat:\n        name: ${format}\n`)}`;

function about(info: Omit<RuleInfo, 'page'>, page: RulePage): RuleInfo {
  return { ...info, page: () => page };
}

const TRAINER = 'Kubeflow Trainer 2.3, measured: patches are merged before they are validated.';

/** Rules about queues, quotas and runtimes of a workspace, and what is run in them. They are checked by `checkRelations`. */
export const gpuWorkspaceRules: readonly RuleInfo[] = [
  about(
    { id: 'kueue-label-missing', severity: 'info', kinds: 'jobs with GPUs' },
    {
      what: 'A job with GPUs has no queue, though there is one in its folder and namespace.',
      why: 'It starts beside the queue as soon as GPUs are free, and takes those that the others wait for.',
      source: 'Kueue documentation, Run workloads.',
      bad: `${job('')}${localQueue}`,
      good: `${job(QUEUED)}${localQueue}`,
    },
  ),
  about(
    { id: 'kueue-gpu-not-covered', severity: 'warning', kinds: 'jobs with GPUs' },
    {
      what: 'The queue of a job does not cover the GPUs that it takes.',
      why: 'Kueue never admits it: the job stays suspended, and only its Workload says why.',
      source: 'Kueue documentation, ClusterQueue, Resource groups.',
      bad: `${job(QUEUED)}${localQueue}${clusterQueue('cpu')}`,
      good: `${job(QUEUED)}${localQueue}${clusterQueue('nvidia.com/gpu')}`,
    },
  ),
  about(
    { id: 'gpu-hpa-max-exceeds-quota', severity: 'warning', kinds: 'HorizontalPodAutoscaler' },
    {
      what: 'A workload may be scaled to more GPUs than the quota of its namespace allows.',
      why: 'Pods beyond it are refused, so under load nothing is added and only events say why.',
      source: 'Kubernetes documentation, Resource Quotas.',
      bad: `${serve}${quota(8)}`,
      good: `${serve}${quota(16)}`,
    },
  ),
  about(
    { id: 'katib-gpu-total', severity: 'warning', kinds: 'Experiment' },
    {
      what: 'Trials that may run at once take more GPUs than the quota of the namespace allows.',
      why: 'Pods of some trials are refused, and the trials fail or wait.',
      source: 'Kubernetes documentation, Resource Quotas.',
      bad: `${experiment}${quota(8)}`,
      good: `${experiment}${quota(16)}`,
    },
  ),
  about(
    { id: 'kserve-runtime-format', severity: 'warning', kinds: 'InferenceService', fix: 'choice' },
    {
      what: 'The runtime that an InferenceService names does not serve the format of its model.',
      why: 'The service never becomes ready.',
      source: 'KServe, pkg/controller/v1beta1/inferenceservice/utils.',
      bad: model('vllm'),
      good: model('vLLM'),
    },
  ),
  about(
    { id: 'trainjob-patch-unknown-job', severity: 'warning', kinds: 'TrainJob', fix: 'choice' },
    {
      what: 'A TrainJob patches a job that its runtime does not have.',
      why: 'Trainer adds it as another one. It has no image, so its pods are never made and the run does not start.',
      source: TRAINER,
      bad: `${runtime}${patched('nodes', 'node')}`,
      good: `${runtime}${patched('node', 'node')}`,
    },
  ),
  about(
    { id: 'trainjob-patch-unknown-container', severity: 'warning', kinds: 'TrainJob', fix: 'choice' },
    {
      what: 'A TrainJob patches a container that the job of its runtime does not have.',
      why: 'Trainer adds it as another one. It has no image, so its pods are never made and the run does not start.',
      source: TRAINER,
      bad: `${runtime}${patched('node', 'nodes')}`,
      good: `${runtime}${patched('node', 'node')}`,
    },
  ),
];
