import { t } from '../../../domain/base/text.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import { checkFlavor, checkFungibility, checkLimits, checkNegative, checkOrder, checkTwice } from './kueueChecks.ts';
import { custom } from './table/custom.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { fieldOf, isSet } from './table/rowCheck.ts';

const QUEUE = ['kueue.x-k8s.io/ClusterQueue'];
const BOTH = [...QUEUE, 'kueue.x-k8s.io/Cohort'];
const FLAVOR = ['kueue.x-k8s.io/ResourceFlavor'];
const REFUSED = 'Kueue’s webhook refuses the object.';
/** Kinds that Kueue queues and whose pods it counts. */
const JOBS = [
  'batch/Job',
  'kubeflow.org/PyTorchJob',
  'kubeflow.org/TFJob',
  'kubeflow.org/XGBoostJob',
  'kubeflow.org/PaddleJob',
  'kubeflow.org/JAXJob',
  'kubeflow.org/MPIJob',
  'jobset.x-k8s.io/JobSet',
  'ray.io/RayJob',
  'ray.io/RayCluster',
];
const TOPOLOGY = 'kueue.x-k8s.io/podset-';

const page = pageOf({
  source: 'Kueue, pkg/webhooks/clusterqueue_webhook.go.',
  good: `apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata:
  name: gpus
spec:
  cohortName: research
  namespaceSelector: {}
  preemption:
    reclaimWithinCohort: Any
    borrowWithinCohort:
      policy: LowerPriority
  resourceGroups:
    - coveredResources: [cpu, nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - name: cpu
              nominalQuota: 64
            - name: nvidia.com/gpu
              nominalQuota: 8
              lendingLimit: 4
`,
});
const flavorPage = pageOf({
  source: 'Kueue, pkg/webhooks/resourceflavor_webhook.go and its CEL rules.',
  good: `apiVersion: kueue.x-k8s.io/v1beta2
kind: ResourceFlavor
metadata:
  name: a100
spec:
  nodeLabels:
    gpu: a100
  nodeTaints:
    - key: gpu
      effect: NoSchedule
`,
});
const queuedJob = `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: team-a
  labels:
    kueue.x-k8s.io/queue-name: gpus
    kueue.x-k8s.io/max-exec-time-seconds: "3600"
spec:
  backoffLimit: 2
  activeDeadlineSeconds: 3600
  parallelism: 2
  template:
    metadata:
      annotations:
        kueue.x-k8s.io/podset-required-topology: rack
        kueue.x-k8s.io/podset-slice-required-topology: host
        kueue.x-k8s.io/podset-slice-size: "2"
    spec:
      restartPolicy: Never
      containers:
        - name: train
          image: trainer:1
          resources:
            requests:
              cpu: 2
`;
const jobPage = pageOf({ source: 'Kueue, pkg/controller/jobframework.', good: queuedJob });

const queueRows: readonly OperatorRow[] = [
  {
    id: 'kueue-cq-resource-order',
    on: BOTH,
    checks: [custom('spec.resourceGroups.*', checkOrder)],
    page: () =>
      page('The resources of a flavor are not those of its group in their order.', REFUSED, [
        '[cpu, nvidia.com/gpu]',
        '[nvidia.com/gpu, cpu]',
      ]),
  },
  {
    id: 'kueue-cq-duplicate',
    on: BOTH,
    checks: [custom('spec', checkTwice)],
    page: () =>
      page('A flavor or a resource stands in two groups, or twice in one.', REFUSED, [
        '        - name: a100\n',
        '        - name: a100\n          resources:\n            - name: cpu\n              nominalQuota: 1\n            - name: nvidia.com/gpu\n              nominalQuota: 1\n        - name: a100\n',
      ]),
  },
  {
    id: 'kueue-borrow-lend',
    on: QUEUE,
    checks: [custom('spec', checkLimits(['cohort', 'cohortName'], true))],
    page: () =>
      page('A queue borrows or lends without a cohort, or lends more than it has.', REFUSED, [
        '  cohortName: research\n',
        '',
      ]),
  },
  {
    id: 'kueue-cohort-borrow-lend',
    on: ['kueue.x-k8s.io/Cohort'],
    checks: [custom('spec', checkLimits(['parent', 'parentName'], false))],
    page: () => ({
      what: 'A cohort borrows or lends without a parent.',
      why: REFUSED,
      source: 'Kueue, pkg/webhooks/cohort_webhook.go.',
      bad: cohort(''),
      good: cohort('  parentName: all\n'),
    }),
  },
  {
    id: 'kueue-preemption-conflict',
    on: QUEUE,
    checks: [
      custom('spec.preemption', (preemption, report) => {
        const reclaim = fieldOf(preemption, 'reclaimWithinCohort');
        const borrow = fieldOf(preemption, 'borrowWithinCohort');
        const policy = borrow?.at('policy');
        const isNever = reclaim ? reclaim.text === 'Never' : true;
        if (!borrow?.isMap || !isNever || !policy || policy.text === undefined || policy.text === 'Never') return;
        report.at(borrow.headSpan, t('Borrowing by preemption needs “reclaimWithinCohort” to be another than Never.'));
      }),
    ],
    page: () =>
      page('A queue may preempt to borrow and not to reclaim what is its own.', REFUSED, [
        'reclaimWithinCohort: Any',
        'reclaimWithinCohort: Never',
      ]),
  },
  {
    id: 'kueue-fungibility-preference',
    on: QUEUE,
    checks: [custom('spec.flavorFungibility', checkFungibility)],
    page: () =>
      page('A preference among flavors, where the first that fits is taken.', REFUSED, [
        '  preemption:',
        '  flavorFungibility:\n    preference: BorrowingOverPreemption\n  preemption:',
      ]),
  },
  {
    id: 'kueue-quota-negative',
    on: BOTH,
    checks: [custom('spec', checkNegative)],
    page: () => page('A quota is below zero.', REFUSED, ['nominalQuota: 64', 'nominalQuota: -64']),
  },
  {
    id: 'kueue-flavor-taint',
    on: FLAVOR,
    checks: [custom('spec', checkFlavor)],
    page: () =>
      flavorPage('A taint or a toleration of a flavor is wrong.', REFUSED, ['effect: NoSchedule', 'effect: NoSchedul']),
  },
  {
    id: 'kueue-flavor-topology-labels',
    on: FLAVOR,
    checks: [
      custom(
        'spec',
        (spec, report) => {
          const topology = fieldOf(spec, 'topologyName');
          const labels = fieldOf(spec, 'nodeLabels');
          const hasLabels = labels !== undefined && (labels.isMasked || !labels.isMap || labels.items().length > 0);
          if (isSet(topology) && !hasLabels)
            report.at(topology.headSpan, t('A flavor with a topology needs a node label.'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      flavorPage(
        'A flavor with a topology and without node labels.',
        'Kueue would not know which nodes belong to it; the API server refuses the flavor.',
        ['  nodeLabels:\n    gpu: a100\n', '  topologyName: racks\n'],
      ),
  },
];

const jobRows: readonly OperatorRow[] = [
  {
    id: 'kueue-tas-exclusive',
    on: JOBS,
    checks: [
      custom('', (_, report, object) =>
        eachAnnotations(object, (annotations) => {
          const found = ['required', 'preferred', 'unconstrained']
            .map((kind) => annotations(`${TOPOLOGY}${kind}-topology`))
            .filter((value) => value !== undefined);
          const [first, second] = found;
          if (first && second)
            report.at(second.headSpan, t('“{0}” and “{1}” exclude each other.', first.key ?? '', second.key ?? ''));
        }),
      ),
    ],
    page: () =>
      jobPage('Pods with several wishes for their topology.', REFUSED, [
        '        kueue.x-k8s.io/podset-slice',
        '        kueue.x-k8s.io/podset-preferred-topology: block\n        kueue.x-k8s.io/podset-slice',
      ]),
  },
  {
    id: 'kueue-tas-slice',
    on: JOBS,
    checks: [
      custom('', (_, report, object) =>
        eachAnnotations(object, (annotations) => {
          const topology = annotations(`${TOPOLOGY}slice-required-topology`);
          const size = annotations(`${TOPOLOGY}slice-size`);
          if (topology && !size)
            report.at(topology.headSpan, t('“{0}” needs “{1}”.', topology.key ?? '', `${TOPOLOGY}slice-size`));
          if (size && !topology)
            report.at(size.headSpan, t('“{0}” needs “{1}”.', size.key ?? '', `${TOPOLOGY}slice-required-topology`));
          if (size?.text !== undefined && !/^\+?0*[1-9]\d*$/.test(size.text))
            report.at(size.span, t('“{0}” must be a whole number above 0.', size.text));
        }),
      ),
    ],
    page: () =>
      jobPage('The size of a slice without its topology, or the reverse.', REFUSED, [
        '        kueue.x-k8s.io/podset-slice-size: "2"\n',
        '',
      ]),
  },
  {
    id: 'kueue-max-exec-time',
    on: JOBS,
    checks: [
      custom('metadata.labels', (labels, report) => {
        const value = labels.at('kueue.x-k8s.io/max-exec-time-seconds');
        if (value?.text !== undefined && !/^\+?0*[1-9]\d*$/.test(value.text))
          report.at(value.span, t('“{0}” must be a whole number above 0.', value.text));
      }),
    ],
    page: () => jobPage('The longest time of a job is no number above zero.', REFUSED, ['"3600"', '"1h"']),
  },
  {
    id: 'kueue-no-requests',
    on: JOBS,
    severity: 'warning',
    checks: [
      custom(
        'metadata.labels',
        (labels, report, object) => {
          if (!labels.at('kueue.x-k8s.io/queue-name') || object.pods.length === 0) return;
          for (const pod of object.pods) {
            if (pod.spec.at('resources') || pod.hasClaims) return;
            for (const { value } of pod.containers)
              if (value.at('resources', 'requests') || value.at('resources', 'limits')) return;
          }
          report.at(object.head, t('Kueue counts what pods request, and these request nothing.'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      jobPage(
        'A queued job whose pods request no resources.',
        'It takes no quota, is admitted at once however full the cluster is, and its pods wait there.',
        ['            requests:\n              cpu: 2\n', '            claims: []\n'],
        { source: 'Kueue documentation, Run a Kubernetes Job (resource requests).' },
      ),
  },
  {
    id: 'kueue-suspend-redundant',
    on: ['batch/Job', 'jobset.x-k8s.io/JobSet', 'kubeflow.org/MPIJob'],
    severity: 'hint',
    isOff: true,
    checks: [
      custom(
        'metadata.labels',
        (labels, report, object) => {
          const suspend = object.at('spec', 'suspend') ?? object.at('spec', 'runPolicy', 'suspend');
          if (!labels.at('kueue.x-k8s.io/queue-name') || suspend?.boolean !== true) return;
          report.at(suspend.headSpan, t('Kueue suspends a queued job itself.'), {
            tag: 'unnecessary',
            fixes: () => choiceFix(t('Remove the line'), removeEntry(suspend)),
          });
        },
        { hasFix: true },
      ),
    ],
    page: () =>
      jobPage(
        'A queued job says that it is suspended.',
        'Kueue’s webhook suspends jobs with a queue when they are made. Without Kueue the line keeps the job from ever running.',
        ['  backoffLimit: 2\n', '  backoffLimit: 2\n  suspend: true\n'],
        { source: 'Kueue documentation, Run a Kubernetes Job.' },
      ),
  },
];

/** Kueue: queues, cohorts, flavors, and what it wants of jobs. */
export const kueueRows: readonly OperatorRow[] = [...queueRows, ...jobRows];

function eachAnnotations(
  object: ManifestObject,
  visit: (annotation: (name: string) => ReturnType<ManifestObject['at']>) => void,
): void {
  for (const pod of object.pods) {
    const annotations = pod.metadata?.at('annotations');
    if (annotations?.isMap) visit((name) => annotations.at(name));
  }
}

function cohort(parent: string): string {
  return `apiVersion: kueue.x-k8s.io/v1beta2
kind: Cohort
metadata:
  name: research
spec:
${parent}  resourceGroups:
    - coveredResources: [cpu]
      flavors:
        - name: default
          resources:
            - name: cpu
              nominalQuota: 10
              borrowingLimit: 5
`;
}
