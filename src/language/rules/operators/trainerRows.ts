import { t } from '../../../domain/base/text.ts';
import { gpuResource } from '../../../domain/cluster/gpu.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { trainerRuntimeRows } from './trainerRuntimeRows.ts';
import { reservedEnv } from './table/containers.ts';
import { custom } from './table/custom.ts';
import { notAbove } from './table/notAbove.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf } from './table/rowCheck.ts';
import { dns1035, textForm } from './table/textForm.ts';

const TRAINJOB = ['trainer.kubeflow.org/TrainJob'];
const OPTIMIZATION = ['trainer.kubeflow.org/OptimizationJob'];
const PLUGINS = 'pkg/runtime/framework/plugins';
/** Which of them are refused depends on the policy of the runtime; no runtime wants one of the others’ names. */
const RESERVED = new Set([
  'PET_NNODES',
  'PET_NPROC_PER_NODE',
  'PET_NODE_RANK',
  'PET_MASTER_ADDR',
  'PET_MASTER_PORT',
  'OMPI_MCA_orte_default_hostfile',
  'OMPI_MCA_plm_rsh_args',
  'OMPI_MCA_orte_keep_fqdn_hostnames',
  'OMPI_MCA_orte_set_default_slots',
  'DMLC_TRACKER_URI',
  'DMLC_TRACKER_PORT',
  'DMLC_TASK_ID',
  'DMLC_NUM_WORKER',
]);

const trainJob = pageOf({
  source: `Kubeflow Trainer, pkg/apis/trainer/v1alpha1 (CEL) and ${PLUGINS}.`,
  good: `apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata:
  name: train
  namespace: team-a
spec:
  runtimeRef:
    name: torch-distributed
  managedBy: kueue.x-k8s.io/multikueue
  trainer:
    image: trainer:1
    numNodes: 2
    numProcPerNode: 4
    resourcesPerNode:
      limits:
        nvidia.com/gpu: 4
    env:
      - name: EPOCHS
        value: "3"
      - name: LOG_LEVEL
        value: info
`,
});

/** One of the runtimes that have initializers. */
const tuneJob = `apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata:
  name: tune
  namespace: team-a
spec:
  runtimeRef:
    name: torchtune-qwen2.5-1.5b
  initializer:
    dataset:
      storageUri: hf://team/data
`;

const trainJobRows: readonly OperatorRow[] = [
  {
    id: 'trainjob-reserved-env',
    on: TRAINJOB,
    checks: [reservedEnv('spec.trainer', (name) => RESERVED.has(name))],
    page: () =>
      trainJob(
        'A TrainJob sets a variable that the runtime sets.',
        'The runtime tells every process who it is with these; the webhook refuses other values.',
        ['EPOCHS', 'PET_NNODES'],
        { source: `Kubeflow Trainer, pkg/constants and ${PLUGINS}/torch.` },
      ),
  },
  {
    id: 'trainjob-name',
    on: TRAINJOB,
    checks: [dns1035('metadata', 'name')],
    page: () =>
      trainJob(
        'The name of a TrainJob is no DNS-1035 label.',
        'Hosts of the pods get its name; the API server refuses others.',
        ['name: train\n', 'name: 4-nodes\n'],
      ),
  },
  {
    id: 'trainjob-managedby',
    on: TRAINJOB,
    checks: [oneOf('spec', 'managedBy', ['trainer.kubeflow.org/trainjob-controller', 'kueue.x-k8s.io/multikueue'])],
    page: () =>
      trainJob(
        '`managedBy` names a controller that does not exist.',
        'No controller would act on the job; the API server refuses it.',
        ['kueue.x-k8s.io/multikueue', 'kueue'],
      ),
  },
  {
    id: 'trainjob-storageuri',
    on: TRAINJOB,
    checks: ['dataset', 'model'].map((part) =>
      textForm(`spec.initializer.${part}`, 'storageUri', {
        pattern: /^$|^[A-Za-z][A-Za-z0-9+.-]*:\/\/.+$/s,
        says: (text) => t('“{0}” is no address with a scheme, such as hf:// or s3://.', text),
      }),
    ),
    page: () =>
      trainJob(
        'A storage address of an initializer without a scheme.',
        'The initializer chooses by the scheme how to load; the API server refuses others.',
        ['hf://team/data', 'team/data'],
        { good: tuneJob },
      ),
  },
  {
    id: 'trainjob-numproc',
    on: TRAINJOB,
    severity: 'warning',
    checks: [range('spec.trainer', 'numProcPerNode', { min: 1 }), range('spec.trainer', 'numNodes', { min: 1 })],
    page: () =>
      trainJob('Less than one process or node.', 'No process is started; versions after 2.3 refuse the job.', [
        'numProcPerNode: 4\n    resourcesPerNode:\n      limits:\n        nvidia.com/gpu: 4',
        'numProcPerNode: 0',
      ]),
  },
  {
    id: 'trainjob-gpu-ne-numproc',
    on: TRAINJOB,
    severity: 'warning',
    checks: [
      custom('spec.trainer', (trainer, report) => {
        const processes = fieldOf(trainer, 'numProcPerNode');
        const gpus = gpusOf(trainer.at('resourcesPerNode'));
        if (processes?.number === undefined || gpus === undefined || gpus === 0 || gpus === processes.number) return;
        report.at(processes.span, t('{0} processes for the {1} GPUs of a node.', processes.number, gpus));
      }),
    ],
    page: () =>
      trainJob(
        '`numProcPerNode` differs from the GPUs of a node.',
        'A process is started for each GPU. With more, some find no GPU; with fewer, GPUs stand idle.',
        ['numProcPerNode: 4', 'numProcPerNode: 8'],
        { source: 'PyTorch documentation, torchrun (nproc-per-node).' },
      ),
  },
];

/** The first kind of GPU among the limits, or else the requests. */
function gpusOf(resources: YamlValue | undefined): number | undefined {
  for (const list of ['limits', 'requests']) {
    for (const value of resources?.at(list)?.items() ?? []) {
      if (value.key !== undefined && gpuResource(value.key))
        return value.number ?? (/^\d+$/.test(value.text ?? '') ? Number(value.text) : undefined);
    }
  }
  return undefined;
}

const optimization = pageOf({
  source: 'Kubeflow Trainer, pkg/apis/trainer/v1alpha1/optimizationjob_types.go (CEL).',
  good: `apiVersion: trainer.kubeflow.org/v1alpha1
kind: OptimizationJob
metadata:
  name: search
spec:
  numTrials: 10
  parallelTrials: 2
  searchAlgorithm:
    random: {}
  objectives:
    - metric: loss
      direction: minimize
  parameters:
    - name: lr
      searchSpace:
        logUniform:
          min: "0.001"
          max: "0.1"
  trainJobTemplate:
    spec:
      runtimeRef:
        name: torch
`,
});
const SPACES = 'spec.parameters.*.searchSpace';

const optimizationRows: readonly OperatorRow[] = [
  {
    id: 'optimizationjob-parallel-gt-trials',
    on: OPTIMIZATION,
    checks: [notAbove('spec', 'parallelTrials', 'numTrials')],
    page: () =>
      optimization('More trials at once than in all.', 'The API server refuses the job.', [
        'parallelTrials: 2',
        'parallelTrials: 20',
      ]),
  },
  {
    id: 'optimizationjob-grid-categorical',
    on: OPTIMIZATION,
    checks: [
      custom('spec', (spec, report) => {
        if (!spec.at('searchAlgorithm', 'grid')) return;
        for (const parameter of fieldOf(spec, 'parameters')?.items() ?? []) {
          const space = parameter.at('searchSpace', 'uniform') ?? parameter.at('searchSpace', 'logUniform');
          if (space) report.at(space.headSpan, t('A grid search takes lists of choices alone.'));
        }
      }),
    ],
    page: () =>
      optimization(
        'A grid search over a range.',
        'A grid needs choices that can be counted; the API server refuses ranges.',
        ['random: {}', 'grid: {}'],
      ),
  },
  {
    id: 'optimizationjob-min-max',
    on: OPTIMIZATION,
    checks: [
      notAbove(`${SPACES}.logUniform`, 'min', 'max', { isStrict: true }),
      notAbove(`${SPACES}.uniform`, 'min', 'max', { isStrict: true }),
      custom(`${SPACES}.logUniform`, (space, report) => {
        const min = fieldOf(space, 'min');
        if (min?.text !== undefined && Number(min.text) <= 0)
          report.at(min.span, t('A logarithmic range begins above 0.'));
      }),
    ],
    page: () =>
      optimization('A range whose smallest number is not below its largest.', 'The API server refuses the job.', [
        'min: "0.001"',
        'min: "1.0"',
      ]),
  },
];

/** Kubeflow Trainer v2: TrainJob, TrainingRuntime, ClusterTrainingRuntime, OptimizationJob. */
export const trainerRows: readonly OperatorRow[] = [...trainJobRows, ...trainerRuntimeRows, ...optimizationRows];
