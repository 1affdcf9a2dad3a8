import { t } from '../../../domain/base/text.ts';
import { podReplicas } from '../../manifest/podReplicas.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { custom, nameSpan } from './table/custom.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { required } from './table/required.ts';
import { fieldOf } from './table/rowCheck.ts';
import { DNS_1035, isPlaceholder } from './table/textForm.ts';

const ON = ['kubeflow.org/MPIJob'];
const V2 = ['v2beta1'];
const LAUNCHER = 'spec.mpiReplicaSpecs.Launcher';
const WORKER = 'spec.mpiReplicaSpecs.Worker';

const page = pageOf({
  source: 'MPI Operator, pkg/apis/kubeflow/validation.',
  good: `apiVersion: kubeflow.org/v2beta1
kind: MPIJob
metadata:
  name: train
  namespace: team-a
  labels:
    kueue.x-k8s.io/queue-name: gpus
spec:
  slotsPerWorker: 4
  mpiImplementation: OpenMPI
  runPolicy:
    cleanPodPolicy: Running
  mpiReplicaSpecs:
    Launcher:
      replicas: 1
      restartPolicy: OnFailure
      template:
        spec:
          containers:
            - name: launcher
              image: trainer:1
              command: [mpirun, -np, "4", python, train.py]
    Worker:
      replicas: 2
      template:
        spec:
          containers:
            - name: worker
              image: trainer:1
              resources:
                limits:
                  nvidia.com/gpu: 4
`,
});

const validatorRows: readonly OperatorRow[] = [
  {
    id: 'mpijob-launcher-required',
    on: ON,
    versions: V2,
    checks: [required('spec.mpiReplicaSpecs', 'Launcher')],
    page: () =>
      page('An MPIJob has no launcher.', 'The launcher runs mpirun; without it the operator refuses the job.', [
        'Launcher:',
        'launcher:',
      ]),
  },
  {
    id: 'mpijob-launcher-replicas',
    on: ON,
    versions: V2,
    checks: [range(LAUNCHER, 'replicas', { min: 1, max: 1 })],
    page: () =>
      page(
        'The launcher of an MPIJob has replicas other than 1.',
        'One launcher starts all processes; the operator refuses another number.',
        ['replicas: 1', 'replicas: 2'],
      ),
  },
  {
    id: 'mpijob-worker-replicas',
    on: ON,
    versions: V2,
    checks: [range(WORKER, 'replicas', { min: 1, isRequired: true })],
    page: () =>
      page(
        'The workers of an MPIJob are less than one, or their number is not written.',
        'The number defaults to 0, which the operator then refuses.',
        ['replicas: 2', 'replicas: 0'],
      ),
  },
  {
    id: 'mpijob-restart-policy',
    on: ON,
    versions: V2,
    checks: [
      oneOf(LAUNCHER, 'restartPolicy', ['Never', 'OnFailure']),
      oneOf(WORKER, 'restartPolicy', ['Never', 'OnFailure']),
    ],
    page: () =>
      page('A role of an MPIJob restarts by another policy than Never or OnFailure.', 'The operator refuses the job.', [
        'restartPolicy: OnFailure',
        'restartPolicy: Always',
      ]),
  },
  {
    id: 'mpijob-implementation',
    on: ON,
    versions: V2,
    checks: [oneOf('spec', 'mpiImplementation', ['OpenMPI', 'Intel', 'MPICH'])],
    page: () =>
      page(
        'An implementation of MPI that the operator does not know.',
        'How hosts are listed and joined depends on it; the operator refuses other names.',
        ['OpenMPI', 'Openmpi'],
      ),
  },
  {
    id: 'mpijob-cleanpodpolicy',
    on: ON,
    versions: V2,
    checks: [oneOf('spec.runPolicy', 'cleanPodPolicy', ['Running', 'All', 'None'])],
    page: () =>
      page('`cleanPodPolicy` of an MPIJob has a value that does not exist.', 'The operator refuses the job.', [
        'Running',
        'Finished',
      ]),
  },
  {
    id: 'mpijob-counts-negative',
    on: ON,
    versions: V2,
    checks: [
      range('spec', 'slotsPerWorker', { min: 0 }),
      range('spec.runPolicy', 'ttlSecondsAfterFinished', { min: 0 }),
      range('spec.runPolicy', 'activeDeadlineSeconds', { min: 0 }),
      range('spec.runPolicy', 'backoffLimit', { min: 0 }),
    ],
    page: () =>
      page('A count of an MPIJob is below zero.', 'The operator refuses the job.', [
        'slotsPerWorker: 4',
        'slotsPerWorker: -1',
      ]),
  },
  {
    id: 'mpijob-hostname',
    on: ON,
    versions: V2,
    checks: [
      custom('metadata', (metadata, report, object) => {
        const name = metadata.at('name');
        const workers = object.at('spec', 'mpiReplicaSpecs', 'Worker', 'replicas');
        const count = workers ? workers.number : 1;
        if (name?.text === undefined || count === undefined || isPlaceholder(name.text)) return;
        const host = `${name.text}-worker-${Math.max(count, 1) - 1}`;
        if (host.length <= 63 && DNS_1035.test(host)) return;
        report.at(
          nameSpan(object),
          t(
            'A pod would be called “{0}”, which is no name of a host: at most 63 lower-case letters, digits and “-”, beginning with a letter.',
            host,
          ),
        );
      }),
    ],
    page: () =>
      page(
        'The name of an MPIJob makes names of workers that are no host names.',
        'Workers are found by their names; the operator refuses the job.',
        ['name: train', 'name: 8-workers'],
      ),
  },
];

const judgedRows: readonly OperatorRow[] = [
  {
    id: 'mpijob-slots-ne-gpu',
    on: ON,
    severity: 'warning',
    checks: [
      custom('spec', (spec, report, object) => {
        const slots = fieldOf(spec, 'slotsPerWorker');
        const gpus = workerGpus(object.pods.map((pod) => ({ path: pod.spec.path, gpus: pod.gpuCount })));
        if (slots?.number === undefined || gpus === 0 || slots.number === gpus) return;
        report.at(slots.span, t('{0} slots for the {1} GPUs of a worker.', slots.number, gpus));
      }),
    ],
    page: () =>
      page(
        '`slotsPerWorker` differs from the GPUs of a worker.',
        'Each slot is a process, and each process wants a GPU. With fewer slots GPUs stand idle; with more, processes share one.',
        ['slotsPerWorker: 4', 'slotsPerWorker: 1'],
        {
          source: 'MPI Operator, API reference; Horovod documentation.',
        },
      ),
  },
  {
    id: 'mpijob-launcher-gpu',
    on: ON,
    versions: V2,
    severity: 'warning',
    checks: [
      custom('spec', (spec, report, object) => {
        const asWorker = fieldOf(spec, 'runLauncherAsWorker');
        if (asWorker && asWorker.boolean !== false) return;
        const launcher = object.pods.find((pod) => pod.spec.path.includes('Launcher'));
        const ask = launcher?.mainContainers.flatMap(({ gpus }) => gpus).find(({ count }) => count !== 0);
        if (ask)
          report.at(
            ask.value.headSpan,
            t('The operator hides GPUs from the launcher: those that it asks for are wasted.'),
          );
      }),
    ],
    page: () =>
      page(
        'The launcher of an MPIJob asks for GPUs.',
        'Unless `runLauncherAsWorker` is set, the operator empties NVIDIA_VISIBLE_DEVICES in the launcher. The GPUs are held and cannot be used.',
        [
          'command: [mpirun, -np, "4", python, train.py]',
          'command: [mpirun, -np, "4", python, train.py]\n              resources:\n                limits:\n                  nvidia.com/gpu: 1',
        ],
        { source: 'MPI Operator, pkg/controller/mpi_job_controller.go.' },
      ),
  },
  {
    id: 'mpijob-np-mismatch',
    on: ON,
    severity: 'warning',
    checks: [
      custom('spec', (spec, report, object) => {
        const launcher = object.pods.find((pod) => pod.spec.path.includes('Launcher'));
        const worker = object.pods.find((pod) => pod.spec.path.includes('Worker'));
        const asked = launcher?.containers
          .map((container) => processesOf(container.value))
          .find((found) => found !== undefined);
        const slots = fieldOf(spec, 'slotsPerWorker')?.number;
        if (!asked || !worker || slots === undefined || fieldOf(spec, 'runLauncherAsWorker')) return;
        const room = (podReplicas(worker) ?? 0) * slots;
        if (room > 0 && asked.count > room)
          report.at(asked.value.span, t('{0} processes, and the workers have {1} slots.', asked.count, room));
      }),
    ],
    page: () =>
      page(
        '`mpirun -np` starts more processes than the workers have slots.',
        'Open MPI refuses to start more processes than there are slots.',
        ['"4"', '"16"'],
        {
          source: 'Open MPI documentation, mpirun (slots).',
        },
      ),
  },
];

/** MPIJob of the MPI Operator; what the validator says holds for v2beta1, after the defaults. */
export const mpiJobRows: readonly OperatorRow[] = [...validatorRows, ...judgedRows];

function workerGpus(pods: readonly { readonly path: readonly (string | number)[]; readonly gpus: number }[]): number {
  return pods.find(({ path }) => path.includes('Worker'))?.gpus ?? 0;
}

/** The number behind `-np` or `-n` of mpirun, in a list of words. */
function processesOf(container: YamlValue): { readonly value: YamlValue; readonly count: number } | undefined {
  const words = ['command', 'args'].flatMap((key) => Array.from(container.at(key)?.items() ?? []));
  if (!words.some(({ text }) => text === 'mpirun' || text === 'mpiexec')) return undefined;
  const flag = words.findIndex(({ text }) => text === '-np' || text === '-n' || text === '--np');
  const value = flag < 0 ? undefined : words[flag + 1];
  return value && /^\d+$/.test(value.text ?? '') ? { value, count: Number(value.text) } : undefined;
}
