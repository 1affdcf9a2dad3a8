import { t } from '../../../domain/base/text.ts';
import { renameKey } from '../../lint/fixes/renameKey.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import { containerImages, containerNamed, reservedEnv } from './table/containers.ts';
import { custom } from './table/custom.ts';
import { forbidden } from './table/forbidden.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { required } from './table/required.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';
import { dns1035 } from './table/textForm.ts';

/** Kinds of the operator, with the key of their roles and the container that it looks for. */
const KINDS = [
  { kind: 'PyTorchJob', roles: 'pytorchReplicaSpecs', container: 'pytorch' },
  { kind: 'TFJob', roles: 'tfReplicaSpecs', container: 'tensorflow' },
  { kind: 'XGBoostJob', roles: 'xgbReplicaSpecs', container: 'xgboost' },
  { kind: 'PaddleJob', roles: 'paddleReplicaSpecs', container: 'paddle' },
  { kind: 'JAXJob', roles: 'jaxReplicaSpecs', container: 'jax' },
] as const;
const PYTORCH = ['kubeflow.org/PyTorchJob'];
const XGBOOST = ['kubeflow.org/XGBoostJob'];
const ALL = [...KINDS.map(({ kind }) => `kubeflow.org/${kind}`), 'kubeflow.org/MPIJob'];
const CONTAINERS = 'template.spec.containers';

/** What the controller writes behind the variables of the manifest, so that its values win. */
const PYTORCH_VARIABLES = new Set([
  'MASTER_ADDR',
  'MASTER_PORT',
  'WORLD_SIZE',
  'RANK',
  'PET_MASTER_ADDR',
  'PET_MASTER_PORT',
  'PET_NNODES',
  'PET_NPROC_PER_NODE',
  'PET_NODE_RANK',
]);

function job(kind: string, roles: string, container: string, names = ['Master', 'Worker']): string {
  const role = (name: string): string => `    ${name}:
      replicas: 1
      restartPolicy: OnFailure
      template:
        spec:
          containers:
            - name: ${container}
              image: trainer:1
`;
  return `apiVersion: kubeflow.org/v1
kind: ${kind}
metadata:
  name: train
  namespace: team-a
spec:
  runPolicy:
    cleanPodPolicy: Running
  ${roles}:
${names.map(role).join('')}`;
}

const page = pageOf({
  source: 'Training Operator 1.9, pkg/webhooks.',
  good: job('PyTorchJob', 'pytorchReplicaSpecs', 'pytorch'),
});
const xgboost = { good: job('XGBoostJob', 'xgbReplicaSpecs', 'xgboost') };

const containerRows: readonly OperatorRow[] = KINDS.map(({ kind, roles, container }) => ({
  id: `${kind.toLowerCase()}-container-name`,
  on: [`kubeflow.org/${kind}`],
  checks: [containerNamed(`spec.${roles}.*.${CONTAINERS}`, container)],
  page: () =>
    page(
      `A role of a ${kind} has no container named \`${container}\`.`,
      'The operator puts ports and variables into the container of that name, and its webhook refuses a job without it.',
      [`name: ${container}\n`, 'name: main\n'],
      { good: job(kind, roles, container, kind === 'JAXJob' ? ['Worker'] : undefined) },
    ),
}));

const pytorchRows: readonly OperatorRow[] = [
  {
    id: 'pytorchjob-replica-type',
    on: PYTORCH,
    checks: [roleNames('spec.pytorchReplicaSpecs', ['Master', 'Worker'])],
    page: () =>
      page(
        'A role of a PyTorchJob that is neither `Master` nor `Worker`.',
        'Case counts, and the webhook refuses other names.',
        ['Worker:', 'worker:'],
      ),
  },
  {
    id: 'pytorchjob-master-replicas',
    on: PYTORCH,
    checks: [range('spec.pytorchReplicaSpecs.Master', 'replicas', { min: 1, max: 1, isRequired: true })],
    page: () =>
      page(
        'The master of a PyTorchJob has replicas other than 1, or none written.',
        'There is one master. Nothing fills the number in before the webhook looks at it, so it must be written.',
        ['replicas: 1', 'replicas: 2'],
      ),
  },
  {
    id: 'pytorchjob-worker-replicas',
    on: PYTORCH,
    checks: [range('spec.pytorchReplicaSpecs.Worker', 'replicas', { min: 1 })],
    page: () =>
      page('A PyTorchJob with less than one worker.', 'The webhook refuses the job; leave the role out for none.', [
        'Worker:\n      replicas: 1',
        'Worker:\n      replicas: 0',
      ]),
  },
  {
    id: 'pytorchjob-elastic-needs-worker',
    on: PYTORCH,
    checks: [
      custom(
        'spec',
        (spec, report) => {
          const elastic = fieldOf(spec, 'elasticPolicy');
          const roles = fieldOf(spec, 'pytorchReplicaSpecs');
          if (elastic?.isMap !== true || roles?.isMap !== true || roles.at('Worker')) return;
          report.at(elastic.headSpan, t('An elastic job needs the role “{0}”.', 'Worker'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      page(
        '`elasticPolicy` in a PyTorchJob without workers.',
        'Elastic training grows and shrinks the workers; the webhook refuses a job that has none.',
        [
          ['  pytorchReplicaSpecs:', '  elasticPolicy:\n    rdzvBackend: c10d\n  pytorchReplicaSpecs:'],
          ['    Worker:', '    Master2:'],
        ],
      ),
  },
  {
    id: 'pytorchjob-elastic-nproc',
    on: PYTORCH,
    checks: [forbidden('spec', 'elasticPolicy.nProcPerNode', { field: 'nprocPerNode' })],
    page: () =>
      page(
        'The number of processes stands in `nprocPerNode` and in `elasticPolicy.nProcPerNode`.',
        'The webhook refuses a job with both.',
        [
          '  pytorchReplicaSpecs:',
          '  nprocPerNode: "2"\n  elasticPolicy:\n    nProcPerNode: 2\n  pytorchReplicaSpecs:',
        ],
      ),
  },
  {
    id: 'pytorchjob-elastic-nproc-deprecated',
    on: PYTORCH,
    severity: 'warning',
    checks: [
      custom('spec.elasticPolicy', (elastic, report, object) => {
        const old = fieldOf(elastic, 'nProcPerNode');
        if (!old || isSet(object.at('spec', 'nprocPerNode'))) return;
        report.at(
          old.headSpan,
          t('“nProcPerNode” of the elastic policy is deprecated; “nprocPerNode” of the job takes its place.'),
          {
            tag: 'deprecated',
          },
        );
      }),
    ],
    page: () =>
      page(
        'The number of processes stands in `elasticPolicy.nProcPerNode`.',
        'The field is deprecated since version 1.7 of the operator.',
        ['  pytorchReplicaSpecs:', '  elasticPolicy:\n    nProcPerNode: 2\n  pytorchReplicaSpecs:'],
      ),
  },
  {
    id: 'pytorchjob-nproc-ne-gpu',
    on: PYTORCH,
    severity: 'warning',
    checks: [
      custom('spec', (spec, report, object) => {
        const value = fieldOf(spec, 'nprocPerNode');
        if (value?.text === undefined || !/^\d+$/.test(value.text)) return;
        const count = Number(value.text);
        const asked = object.pods.map((pod) => pod.gpuCount).find((gpus) => gpus > 0 && gpus !== count);
        if (asked !== undefined) report.at(value.span, t('{0} processes for the {1} GPUs of a pod.', count, asked));
      }),
    ],
    page: () =>
      page(
        '`nprocPerNode` differs from the GPUs of a pod.',
        'torchrun starts so many processes in a pod, one for each GPU. With more, some find no GPU; with fewer, GPUs stand idle.',
        ['  pytorchReplicaSpecs:', '  nprocPerNode: "8"\n  pytorchReplicaSpecs:'],
        {
          source: 'PyTorch documentation, torchrun (nproc-per-node).',
          good: job('PyTorchJob', 'pytorchReplicaSpecs', 'pytorch').replaceAll(
            'image: trainer:1',
            'image: trainer:1\n              resources:\n                limits:\n                  nvidia.com/gpu: 4',
          ),
        },
      ),
  },
  {
    id: 'pytorchjob-env-conflict',
    on: PYTORCH,
    severity: 'warning',
    checks: [reservedEnv(`spec.pytorchReplicaSpecs.*.${CONTAINERS}.*`, (name) => PYTORCH_VARIABLES.has(name))],
    page: () =>
      page(
        'A PyTorchJob sets a variable that the controller sets.',
        'The controller adds its own behind it, and the last one counts: the value in the manifest has no effect.',
        [
          'image: trainer:1',
          'image: trainer:1\n              env:\n                - name: EPOCHS\n                  value: "3"\n                - name: RANK\n                  value: "0"',
        ],
        { source: 'Training Operator 1.9, pkg/controller.v1/pytorch/envvar.go.' },
      ),
  },
  {
    id: 'pytorchjob-image-required',
    on: ALL.filter((kind) => !kind.endsWith('MPIJob')),
    checks: KINDS.map(({ roles }) => containerImages(`spec.${roles}.*.${CONTAINERS}`)),
    page: () =>
      page('A container of a training job has no image.', 'The webhook refuses the job.', [
        '              image: trainer:1',
        '              args: [--epochs, "3"]',
      ]),
  },
];

const commonRows: readonly OperatorRow[] = [
  {
    id: 'kf-replica-type',
    on: ['kubeflow.org/XGBoostJob', 'kubeflow.org/PaddleJob', 'kubeflow.org/JAXJob'],
    checks: [
      roleNames('spec.xgbReplicaSpecs', ['Master', 'Worker']),
      roleNames('spec.paddleReplicaSpecs', ['Master', 'Worker']),
      roleNames('spec.jaxReplicaSpecs', ['Worker']),
    ],
    page: () =>
      page(
        'A role that the kind does not have.',
        'Case counts, and the webhook refuses other names.',
        ['Worker:', 'worker:'],
        xgboost,
      ),
  },
  {
    id: 'kf-job-name-dns1035',
    on: ALL,
    versions: ['v1'],
    checks: [dns1035('metadata', 'name')],
    page: () =>
      page(
        'The name of a training job is no DNS-1035 label.',
        'Services of the pods get its name, and those must begin with a letter.',
        ['name: train', 'name: 4-gpus'],
      ),
  },
  {
    id: 'tfjob-chief-master',
    on: ['kubeflow.org/TFJob'],
    checks: [
      custom('spec.tfReplicaSpecs', (roles, report) => {
        const chief = roles.at('Chief');
        const master = roles.at('Master');
        if (chief && master) report.at(master.headSpan, t('“{0}” and “{1}” exclude each other.', 'Chief', 'Master'));
      }),
    ],
    page: () =>
      page(
        'A TFJob has a Chief and a Master.',
        'Both are names of the one process that leads; the webhook refuses two.',
        ['    Worker:', '    Chief:'],
        {
          good: job('TFJob', 'tfReplicaSpecs', 'tensorflow'),
        },
      ),
  },
  {
    id: 'xgboostjob-master',
    on: XGBOOST,
    checks: [
      range('spec.xgbReplicaSpecs.Master', 'replicas', { min: 1, max: 1, isRequired: true }),
      required('spec.xgbReplicaSpecs', 'Master'),
    ],
    page: () =>
      page(
        'An XGBoostJob without exactly one master.',
        'The master runs the tracker that workers join; the webhook refuses the job.',
        ['replicas: 1', 'replicas: 3'],
        xgboost,
      ),
  },
  {
    id: 'kf-runpolicy-managedby',
    on: ALL,
    checks: [
      oneOf('spec.runPolicy', 'managedBy', [
        'kubeflow.org/training-operator',
        'kubeflow.org/mpi-operator',
        'kueue.x-k8s.io/multikueue',
      ]),
    ],
    page: () =>
      page(
        '`managedBy` names a controller that does not exist.',
        'No controller would act on the job, and the webhook refuses it.',
        ['cleanPodPolicy: Running', 'managedBy: kueue'],
      ),
  },
  {
    id: 'kf-cleanpodpolicy-none',
    on: ALL,
    severity: 'info',
    checks: [
      custom(
        'spec.runPolicy',
        (policy, report) => {
          const value = policy.at('cleanPodPolicy');
          if (value?.text !== 'None') return;
          report.at(value.span, t('Pods that still run when the job ends are left running, and keep their GPUs.'), {
            fixes: () => choiceFix(t('Change to “{0}”', 'Running'), replaceValue(value, 'Running')),
          });
        },
        { hasFix: true },
      ),
    ],
    page: () =>
      page(
        '`cleanPodPolicy: None` is written out.',
        'When the master ends, workers that hang or wait are not deleted. Their GPUs stay taken until somebody deletes the job.',
        ['cleanPodPolicy: Running', 'cleanPodPolicy: None'],
        {
          source: 'Training Operator 1.9, RunPolicy.',
        },
      ),
  },
  {
    id: 'kf-v1-migrate',
    on: ALL.filter((kind) => !kind.endsWith('MPIJob')),
    severity: 'hint',
    isOff: true,
    checks: [
      custom('', (_, report, object) => {
        report.at(object.head, t('Kubeflow Trainer’s TrainJob takes the place of this kind.'));
      }),
    ],
    page: () => ({
      what: 'A job of the Training Operator v1.',
      why: 'Its kinds get no new features; Kubeflow Trainer v2 has one kind, TrainJob, for all of them.',
      source: 'Kubeflow Trainer documentation, Migrating to Kubeflow Trainer V2.',
      bad: job('PyTorchJob', 'pytorchReplicaSpecs', 'pytorch'),
      good: 'apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nmetadata:\n  name: train\nspec:\n  runtimeRef:\n    name: torch-distributed\n',
    }),
  },
];

/** Kubeflow Training Operator v1: PyTorchJob, TFJob, XGBoostJob, PaddleJob, JAXJob, MPIJob v1. */
export const trainingOperatorRows: readonly OperatorRow[] = [...containerRows, ...pytorchRows, ...commonRows];

/** Keys of a map that are roles; others are found with the one that is meant. */
function roleNames(path: string, names: readonly string[]): ReturnType<typeof custom> {
  return custom(
    path,
    (roles, report) => {
      for (const role of roles.items()) {
        const { key, keySpan } = role;
        if (key === undefined || key === '<<' || !keySpan || names.includes(key)) continue;
        const meant = names.find((name) => name.toLowerCase() === key.toLowerCase());
        report.at(keySpan, t('“{0}” is not one of {1}.', key, names.join(', ')), {
          fixes: () => (meant === undefined ? [] : choiceFix(t('Rename to “{0}”', meant), renameKey(role, meant))),
        });
      }
    },
    { hasFix: true },
  );
}
