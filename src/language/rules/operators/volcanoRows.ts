import { t } from '../../../domain/base/text.ts';
import { custom } from './table/custom.ts';
import { atMostOneOf } from './table/exclusive.ts';
import { forbidden } from './table/forbidden.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf, maybeSet } from './table/rowCheck.ts';
import { dns1123 } from './table/textForm.ts';
import { unique } from './table/unique.ts';
import {
  checkAvailable,
  checkDependencies,
  checkMpiMaster,
  checkPartition,
  checkPolicies,
  checkVolumes,
} from './volcanoChecks.ts';

const ON = ['batch.volcano.sh/Job'];
const TASKS = 'spec.tasks.*';
const REFUSED = 'Volcano’s webhook refuses the job.';
const PLUGINS = ['ssh', 'env', 'svc', 'tensorflow', 'mpi', 'pytorch', 'hcclrank', 'ray'];

const page = pageOf({
  source: 'Volcano, pkg/webhooks/admission/jobs/validate.',
  good: `apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata:
  name: train
  namespace: team-a
spec:
  schedulerName: volcano
  queue: default
  minAvailable: 3
  plugins:
    svc: []
    mpi: [--master=master]
  networkTopology:
    mode: hard
    highestTierAllowed: 2
  policies:
    - event: PodEvicted
      action: RestartJob
  volumes:
    - mountPath: /data
      volumeClaimName: data
  tasks:
    - name: master
      replicas: 1
      template:
        spec:
          containers:
            - name: master
              image: trainer:1
    - name: worker
      replicas: 4
      minAvailable: 2
      dependsOn:
        name: [master]
      partitionPolicy:
        totalPartitions: 2
        partitionSize: 2
        minPartitions: 1
      template:
        spec:
          containers:
            - name: worker
              image: trainer:1
`,
});

const taskRows: readonly OperatorRow[] = [
  {
    id: 'volcano-no-tasks',
    on: ON,
    checks: [
      custom(
        'spec',
        (spec, report) => {
          const tasks = fieldOf(spec, 'tasks');
          const isEmpty = tasks ? tasks.isList && tasks.items().length === 0 : true;
          if (isEmpty) report.at((tasks ?? spec).headSpan, t('The job has no tasks.'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () => page('A Volcano job without tasks.', REFUSED, ['  tasks:', '  task:']),
  },
  {
    id: 'volcano-minavailable-gt-replicas',
    on: ON,
    checks: [
      custom('spec', checkAvailable),
      range('spec', 'minAvailable', { min: 0 }),
      range(TASKS, 'minAvailable', { min: 0 }),
    ],
    page: () =>
      page('More pods must be available than there are.', REFUSED, ['  minAvailable: 3\n', '  minAvailable: 9\n']),
  },
  {
    id: 'volcano-task-duplicate',
    on: ON,
    checks: [unique('spec.tasks', 'name')],
    page: () => page('Two tasks have one name.', REFUSED, ['    - name: worker\n', '    - name: master\n']),
  },
  {
    id: 'volcano-task-name',
    on: ON,
    checks: [dns1123(TASKS, 'name')],
    page: () =>
      page('The name of a task is no DNS-1123 label.', REFUSED, ['    - name: worker\n', '    - name: Worker\n']),
  },
  {
    id: 'volcano-policy-event-exitcode',
    on: ON,
    checks: [custom('spec', checkPolicies), custom(TASKS, checkPolicies)],
    page: () =>
      page(
        'A policy with an event and an exit code or neither, or with one that is not allowed or stands twice.',
        REFUSED,
        ['    - event: PodEvicted\n', '    - event: PodEvicted\n      exitCode: 3\n'],
      ),
  },
  {
    id: 'volcano-plugin-unknown',
    on: ON,
    checks: [
      custom('spec.plugins', (plugins, report) => {
        for (const { key, keySpan } of plugins.items()) {
          if (key === undefined || !keySpan || key === '<<' || PLUGINS.includes(key)) continue;
          report.at(keySpan, t('“{0}” is not one of {1}.', key, PLUGINS.join(', ')));
        }
      }),
    ],
    page: () => page('A plugin that Volcano does not have.', REFUSED, ['    svc: []', '    service: []']),
  },
  {
    id: 'volcano-mpi-master-missing',
    on: ON,
    checks: [custom('spec', checkMpiMaster, { isAboutAbsence: true })],
    page: () =>
      page('The MPI plugin is on and the task of its master is not there.', REFUSED, [
        '--master=master',
        '--master=launcher',
      ]),
  },
  {
    id: 'volcano-io',
    on: ON,
    checks: [custom('spec', checkVolumes)],
    page: () =>
      page(
        'A volume of a job without a path or with one that stands twice, or with a claim by name and by description or neither.',
        REFUSED,
        [
          '      volumeClaimName: data\n',
          '      volumeClaimName: data\n      volumeClaim:\n        storageClassName: fast\n',
        ],
      ),
  },
  {
    id: 'volcano-partition-math',
    on: ON,
    checks: [custom(TASKS, checkPartition)],
    page: () =>
      page('The partitions of a task are not its replicas.', REFUSED, ['partitionSize: 2', 'partitionSize: 3']),
  },
  {
    id: 'volcano-topology-tier-xor',
    on: ON,
    checks: [
      atMostOneOf('spec.networkTopology', ['highestTierAllowed', 'highestTierName']),
      atMostOneOf(`${TASKS}.partitionPolicy.networkTopology`, ['highestTierAllowed', 'highestTierName']),
    ],
    page: () =>
      page('The highest tier of the network is given by number and by name.', REFUSED, [
        '    highestTierAllowed: 2\n',
        '    highestTierAllowed: 2\n    highestTierName: block\n',
      ]),
  },
  {
    id: 'volcano-dag-cycle',
    on: ON,
    checks: [custom('spec', checkDependencies)],
    page: () =>
      page('Tasks wait for one another, or for a task that is not there.', REFUSED, [
        'name: [master]',
        'name: [worker]',
      ]),
  },
  {
    id: 'volcano-queue-root',
    on: ON,
    checks: [forbidden('spec', 'queue', { field: 'queue', is: ['root'] })],
    page: () =>
      page('A job in the root queue.', 'Jobs stand in leaves of the tree of queues; the webhook refuses the root.', [
        'queue: default',
        'queue: root',
      ]),
  },
];

const judgedRows: readonly OperatorRow[] = [
  {
    id: 'volcano-minavailable-missing',
    on: ON,
    severity: 'hint',
    isOff: true,
    checks: [
      custom(
        'spec',
        (spec, report, object) => {
          const tasks = Array.from(fieldOf(spec, 'tasks')?.items() ?? []);
          if (fieldOf(spec, 'minAvailable') || tasks.some((task) => fieldOf(task, 'minAvailable'))) return;
          report.at(object.head, t('Without “minAvailable” all pods must fit at once, or none starts.'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      page(
        'A job does not say how many pods it needs at least.',
        'The webhook fills in all replicas. An elastic job that could start with fewer waits.',
        [
          ['  minAvailable: 3\n', ''],
          ['      minAvailable: 2\n', ''],
        ],
      ),
  },
  {
    id: 'volcano-scheduler-name',
    on: ['kubeflow.org/PyTorchJob', 'kubeflow.org/TFJob', 'kubeflow.org/MPIJob', 'batch/Job'],
    severity: 'warning',
    checks: [
      custom(
        '',
        (_, report, object) => {
          for (const pod of object.pods) {
            const group = pod.annotation('scheduling.k8s.io/group-name');
            const scheduler = pod.spec.at('schedulerName');
            if (group === undefined || maybeSet(scheduler)) continue;
            report.at(
              pod.metadata?.at('annotations', 'scheduling.k8s.io/group-name')?.headSpan ?? object.head,
              t('The default scheduler ignores the PodGroup: “schedulerName: volcano” is missing.'),
            );
            return;
          }
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () => ({
      what: 'Pods belong to a PodGroup of Volcano and are left to the default scheduler.',
      why: 'The default scheduler places them one by one; nothing is admitted together.',
      source: 'Volcano documentation, PodGroup.',
      bad: groupedJob(''),
      good: groupedJob('      schedulerName: volcano\n'),
    }),
  },
];

/** Volcano: Job, after what its mutating webhook fills in. */
export const volcanoRows: readonly OperatorRow[] = [...taskRows, ...judgedRows];

function groupedJob(scheduler: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  backoffLimit: 2
  template:
    metadata:
      annotations:
        scheduling.k8s.io/group-name: train
    spec:
${scheduler}      restartPolicy: Never
      containers:
        - name: train
          image: trainer:1
`;
}
