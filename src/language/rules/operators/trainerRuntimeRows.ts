import { t } from '../../../domain/base/text.ts';
import { custom } from './table/custom.ts';
import { atMostOneOf } from './table/exclusive.ts';
import { range } from './table/range.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf } from './table/rowCheck.ts';

const RUNTIMES = ['trainer.kubeflow.org/TrainingRuntime', 'trainer.kubeflow.org/ClusterTrainingRuntime'];
const STEP = 'trainer.kubeflow.org/trainjob-ancestor-step';
/** The container that a job of a runtime must have, by its label. */
const CONTAINER_OF: ReadonlyMap<string, string> = new Map([
  ['trainer', 'node'],
  ['dataset-initializer', 'dataset-initializer'],
  ['model-initializer', 'model-initializer'],
]);

const runtime = pageOf({
  source: 'Kubeflow Trainer, pkg/webhooks/trainingruntime_webhook.go.',
  good: `apiVersion: trainer.kubeflow.org/v1alpha1
kind: ClusterTrainingRuntime
metadata:
  name: torch
spec:
  mlPolicy:
    numNodes: 1
    torch: {}
  template:
    spec:
      replicatedJobs:
        - name: node
          replicas: 1
          template:
            metadata:
              labels:
                ${STEP}: trainer
            spec:
              template:
                spec:
                  containers:
                    - name: node
                      image: trainer:1
`,
});

const initializing = `apiVersion: trainer.kubeflow.org/v1alpha1
kind: ClusterTrainingRuntime
metadata:
  name: torchtune
spec:
  template:
    spec:
      replicatedJobs:
        - name: model-initializer
          template:
            metadata:
              labels:
                ${STEP}: model-initializer
            spec:
              template:
                spec:
                  containers:
                    - name: model-initializer
                      image: initializer:1
                      volumeMounts:
                        - name: initializer
                          mountPath: /workspace
`;

/** Runtimes of Kubeflow Trainer v2. */
export const trainerRuntimeRows: readonly OperatorRow[] = [
  {
    id: 'runtime-ancestor-container',
    on: RUNTIMES,
    checks: [
      custom(
        'spec.template.spec.replicatedJobs.*',
        (job, report) => {
          const wanted = CONTAINER_OF.get(job.at('template', 'metadata', 'labels', STEP)?.text ?? '');
          const containers = job.at('template', 'spec', 'template', 'spec', 'containers');
          if (wanted === undefined || containers?.isList !== true) return;
          const names = Array.from(containers.items(), (container) => container.at('name'));
          if (names.some((name) => name?.text === wanted || name?.isMasked === true)) return;
          report.at(
            names[0]?.span ?? containers.headSpan,
            t('No container is named “{0}”, which the operator looks for.', wanted),
          );
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      runtime(
        'A job of a runtime lacks the container that its step is run in.',
        'A TrainJob puts its image, command and resources into the container of that name; the webhook refuses a runtime without it.',
        ['- name: node\n                      image', '- name: main\n                      image'],
      ),
  },
  {
    id: 'runtime-initializer-volume',
    on: RUNTIMES,
    // Two of the project’s own samples are refused for it when a TrainJob uses them.
    severity: 'warning',
    checks: [
      custom(
        'spec.template.spec.replicatedJobs.*',
        (job, report) => {
          const step = job.at('name')?.text ?? '';
          if (!step.endsWith('-initializer') || !CONTAINER_OF.has(step)) return;
          for (const container of job.at('template', 'spec', 'template', 'spec', 'containers')?.items() ?? []) {
            const name = container.at('name');
            const mounts = Array.from(container.at('volumeMounts')?.items() ?? [], (mount) => mount.at('name'));
            if (
              name?.text !== step ||
              mounts.some((mount) => mount?.text === 'initializer' || mount?.isMasked === true)
            )
              continue;
            report.at(
              name.span,
              t('“{0}” does not mount the volume “{1}”, which the trainer reads.', step, 'initializer'),
            );
          }
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      runtime(
        'An initializer of a runtime does not mount the volume that it shares with the trainer.',
        'The webhook refuses every TrainJob that has it load a model or data.',
        ['- name: initializer\n', '- name: cache\n'],
        { good: initializing, source: `Kubeflow Trainer, pkg/runtime/framework/plugins/jobset.` },
      ),
  },
  {
    id: 'runtime-ancestor-replicas',
    on: RUNTIMES,
    checks: [
      custom('spec.template.spec.replicatedJobs.*', (job, report) => {
        if (!CONTAINER_OF.has(job.at('template', 'metadata', 'labels', STEP)?.text ?? '')) return;
        const replicas = fieldOf(job, 'replicas');
        if (replicas?.number !== undefined && replicas.number !== 1)
          report.at(replicas.span, t('“{0}” must be {1}.', 'replicas', 1));
      }),
    ],
    page: () =>
      runtime(
        'A step of a runtime is replicated.',
        'The number of nodes is the parallelism of one job; the webhook refuses several jobs.',
        ['replicas: 1', 'replicas: 2'],
      ),
  },
  {
    id: 'runtime-one-policy',
    on: RUNTIMES,
    checks: [atMostOneOf('spec.mlPolicy', ['torch', 'mpi', 'jax', 'xgboost', 'flux'])],
    page: () =>
      runtime(
        'A runtime has several policies.',
        'One framework starts the processes; the API server refuses two.',
        ['    torch: {}\n', '    torch: {}\n    mpi:\n      numProcPerNode: 1\n'],
        { source: 'Kubeflow Trainer, pkg/apis/trainer/v1alpha1 (CEL).' },
      ),
  },
  {
    id: 'runtime-numproc',
    on: RUNTIMES,
    severity: 'warning',
    checks: [
      range('spec.mlPolicy.mpi', 'numProcPerNode', { min: 1 }),
      range('spec.mlPolicy.flux', 'numProcPerNode', { min: 1 }),
    ],
    page: () =>
      runtime('Less than one process for a node.', 'No process is started; newer versions refuse the runtime.', [
        '    torch: {}\n',
        '    mpi:\n      numProcPerNode: 0\n',
      ]),
  },
];
