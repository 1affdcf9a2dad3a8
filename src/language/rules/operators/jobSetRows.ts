import { t } from '../../../domain/base/text.ts';
import {
  checkClaimNames,
  checkClaimTemplate,
  checkCoordinator,
  checkInPlaceRestart,
  checkNames,
} from './jobSetChecks.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { reference } from './table/reference.ts';
import { fieldOf } from './table/rowCheck.ts';
import { dns1035, textForm } from './table/textForm.ts';
import { unique } from './table/unique.ts';

const ON = ['jobset.x-k8s.io/JobSet'];
const JOBS = 'spec.replicatedJobs';
const JOB_NAMES = 'spec.replicatedJobs.*.name';

const page = pageOf({
  source: 'JobSet, pkg/webhooks/jobset_webhook.go.',
  good: `apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
metadata:
  name: train
  namespace: team-a
spec:
  successPolicy:
    operator: All
    targetReplicatedJobs: [workers]
  failurePolicy:
    maxRestarts: 3
    rules:
      - name: host_lost
        action: RestartJobSet
        onJobFailureReasons: [PodFailurePolicy]
      - name: other
        action: FailJobSet
        targetReplicatedJobs: [driver]
  coordinator:
    replicatedJob: driver
    jobIndex: 0
  volumeClaimPolicies:
    - templates:
        - metadata:
            name: data
          spec:
            accessModes: [ReadWriteOnce]
  replicatedJobs:
    - name: driver
      replicas: 1
      template:
        spec:
          completions: 1
          parallelism: 1
          template:
            spec:
              containers:
                - name: driver
                  image: trainer:1
                  volumeMounts:
                    - name: data
                      mountPath: /data
    - name: workers
      replicas: 2
      dependsOn:
        - name: driver
          status: Ready
      template:
        spec:
          completions: 4
          parallelism: 4
          template:
            spec:
              containers:
                - name: worker
                  image: trainer:1
`,
});

const referenceRows: readonly OperatorRow[] = [
  {
    id: 'jobset-dependson-first',
    on: ON,
    checks: [
      custom('', (_, report, object) => {
        const first = object.at('spec', 'replicatedJobs', 0);
        const depends = first && fieldOf(first, 'dependsOn');
        if (depends) report.at(depends.headSpan, t('The first job starts first: it cannot wait for another.'));
      }),
    ],
    page: () =>
      page(
        'The first replicated job depends on another.',
        'Jobs depend on those above them; the webhook refuses a first job that waits.',
        [
          '      replicas: 1\n',
          '      replicas: 1\n      dependsOn:\n        - name: workers\n          status: Ready\n',
        ],
      ),
  },
  {
    id: 'jobset-dependson-unknown',
    on: ON,
    checks: [
      custom('spec', (spec, report) => {
        const above = new Set<string>();
        for (const job of fieldOf(spec, 'replicatedJobs')?.items() ?? []) {
          const name = job.at('name')?.text;
          if (name === undefined) return;
          above.add(name);
          for (const entry of job.at('dependsOn')?.items() ?? []) {
            const wanted = entry.at('name');
            if (wanted?.text !== undefined && !above.has(wanted.text))
              report.at(wanted.span, t('No job above is named “{0}”.', wanted.text));
          }
        }
      }),
    ],
    page: () =>
      page('`dependsOn` names no job above.', 'The webhook refuses the JobSet.', [
        '- name: driver\n          status',
        '- name: drivers\n          status',
      ]),
  },
  {
    id: 'jobset-success-policy',
    on: ON,
    checks: [reference('spec.successPolicy.targetReplicatedJobs.*', JOB_NAMES)],
    page: () =>
      page('The success policy names a job that is not there.', 'The webhook refuses the JobSet.', [
        '[workers]',
        '[worker]',
      ]),
  },
  {
    id: 'jobset-failure-policy',
    on: ON,
    checks: [
      reference('spec.failurePolicy.rules.*.targetReplicatedJobs.*', JOB_NAMES),
      custom('spec.failurePolicy.rules.*', (rule, report) => {
        for (const reason of fieldOf(rule, 'onJobFailureReasons')?.items() ?? []) {
          const { text } = reason;
          if (text !== undefined && !REASONS.includes(text))
            report.at(reason.span, t('“{0}” is not one of {1}.', text, REASONS.join(', ')));
        }
      }),
    ],
    page: () =>
      page(
        'A rule of the failure policy names a job or a reason that does not exist.',
        'The webhook refuses the JobSet.',
        ['[driver]', '[drivers]'],
      ),
  },
  {
    id: 'jobset-startup-policy',
    on: ON,
    checks: [
      custom('spec', (spec, report) => {
        const order = spec.at('startupPolicy', 'startupPolicyOrder');
        if (order?.text !== 'InOrder') return;
        const waits = Array.from(fieldOf(spec, 'replicatedJobs')?.items() ?? []).find((job) =>
          fieldOf(job, 'dependsOn'),
        );
        if (waits) report.at(order.span, t('“{0}” and “{1}” exclude each other.', 'InOrder', 'dependsOn'));
      }),
    ],
    page: () =>
      page(
        'Jobs start in order and depend on one another as well.',
        'Both say when a job starts; the API server refuses a JobSet with both.',
        ['  successPolicy:', '  startupPolicy:\n    startupPolicyOrder: InOrder\n  successPolicy:'],
      ),
  },
  {
    id: 'jobset-failure-rule-name',
    on: ON,
    checks: [
      textForm('spec.failurePolicy.rules.*', 'name', {
        pattern: /^(?:[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?)?$/,
        max: 128,
        says: (text) => t('“{0}” must be letters, digits, “_”, “,” and “:”, and begin with a letter.', text),
      }),
      unique('spec.failurePolicy.rules', 'name'),
    ],
    page: () =>
      page(
        'The name of a failure rule is used twice, too long or has characters that are not allowed.',
        'The webhook refuses the JobSet. A rule without a name is given one.',
        ['name: host_lost', 'name: host-lost'],
      ),
  },
  {
    id: 'jobset-managedby',
    on: ON,
    checks: [
      textForm('spec', 'managedBy', {
        pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/\S+$/,
        max: 63,
        says: (text) => t('“{0}” must be a domain and a path, such as example.com/controller.', text),
      }),
    ],
    page: () =>
      page('`managedBy` is no domain with a path.', 'The webhook refuses the JobSet.', [
        '  successPolicy:',
        '  managedBy: kueue\n  successPolicy:',
      ]),
  },
];

const REASONS = [
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
];

const shapeRows: readonly OperatorRow[] = [
  {
    id: 'jobset-coordinator',
    on: ON,
    checks: [reference('spec.coordinator.replicatedJob', JOB_NAMES), custom('spec.coordinator', checkCoordinator)],
    page: () =>
      page(
        'The coordinator is a job or an index that does not exist.',
        'Its address is put on every pod; the webhook refuses a JobSet without such a pod.',
        ['replicatedJob: driver', 'replicatedJob: drive'],
      ),
  },
  {
    id: 'jobset-pvc-template',
    on: ON,
    checks: [custom('spec.volumeClaimPolicies.*.templates.*', checkClaimTemplate), custom('spec', checkClaimNames)],
    page: () =>
      page(
        'A claim template of a JobSet has a namespace, a name that is used twice or too long, or is mounted by no container.',
        'The webhook refuses the JobSet.',
        ['                    - name: data', '                    - name: dataset'],
      ),
  },
  {
    id: 'jobset-inplace-restart',
    on: ON,
    checks: [custom(`${JOBS}.*`, checkInPlaceRestart, { isAboutAbsence: true })],
    page: () =>
      page(
        'Pods restart in place in jobs that would count them as failed.',
        'The webhook wants every job to leave restarting to the JobSet.',
        ['    maxRestarts: 3', '    maxRestarts: 3\n    restartStrategy: InPlaceRestart'],
      ),
  },
  {
    id: 'jobset-name-length',
    on: ON,
    checks: [dns1035(`${JOBS}.*`, 'groupName'), dns1035('spec.network', 'subdomain'), custom(`${JOBS}.*`, checkNames)],
    page: () =>
      page(
        'The names of a JobSet and a job make a name of a pod that is too long or no DNS-1035 label.',
        'Pods are reached by their names, which have at most 63 characters; the webhook refuses longer ones.',
        ['  name: train', '  name: train-a-very-large-language-model-on-many-nodes-in-the-night'],
      ),
  },
];

/** JobSet of kubernetes-sigs, after what its mutating webhook fills in. */
export const jobSetRows: readonly OperatorRow[] = [...referenceRows, ...shapeRows];
