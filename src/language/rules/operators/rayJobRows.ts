import { t } from '../../../domain/base/text.ts';
import { cronTrouble } from '../../manifest/cronSchedule.ts';
import { checkDeletion, checkDeletionRules, checkIncrementalUpgrade } from './rayJobChecks.ts';
import { isAutoscaled, REFUSED } from './rayShared.ts';
import { custom } from './table/custom.ts';
import { atLeastOneOf } from './table/exclusive.ts';
import { forbidden } from './table/forbidden.ts';
import { isTimeZone } from './table/isTimeZone.ts';
import { oneOf } from './table/oneOf.ts';
import type { OperatorRow } from './table/operatorRow.ts';
import { pageOf } from './table/pageOf.ts';
import { range } from './table/range.ts';
import { fieldOf } from './table/rowCheck.ts';

const JOBS = ['ray.io/RayJob', 'ray.io/RayCronJob'];
const SERVICE = ['ray.io/RayService'];
const CRON = ['ray.io/RayCronJob'];
/** The specification of a job in either kind. The first is that of a RayCronJob too, where its fields are none of these. */
const PLACES = ['spec', 'spec.jobTemplate'];
const SOURCE = 'KubeRay, ray-operator/controllers/ray/utils/validation.go.';

const head = (indent: string): string =>
  `headGroupSpec:
  rayStartParams:
    num-cpus: "0"
  template:
    spec:
      containers:
        - name: ray-head
          image: rayproject/ray:2.56.0
          resources:
            limits:
              cpu: 2
              memory: 8Gi
`.replaceAll(/^(?=.)/gm, indent);

const jobPage = pageOf({
  source: SOURCE,
  good: `apiVersion: ray.io/v1
kind: RayJob
metadata:
  name: train
  namespace: team-a
spec:
  entrypoint: python train.py
  submissionMode: K8sJobMode
  shutdownAfterJobFinishes: true
  ttlSecondsAfterFinished: 60
  activeDeadlineSeconds: 3600
  backoffLimit: 0
  rayClusterSpec:
    rayVersion: 2.56.0
${head('    ')}`,
});
const rules = {
  good: `apiVersion: ray.io/v1
kind: RayJob
metadata:
  name: train
spec:
  entrypoint: python train.py
  deletionStrategy:
    deletionRules:
      - policy: DeleteCluster
        condition:
          jobStatus: FAILED
          ttlSeconds: 60
      - policy: DeleteSelf
        condition:
          jobStatus: FAILED
          ttlSeconds: 600
  rayClusterSpec:
    rayVersion: 2.56.0
${head('    ')}`,
};
const servicePage = pageOf({
  source: SOURCE,
  good: `apiVersion: ray.io/v1
kind: RayService
metadata:
  name: chat
  namespace: team-a
spec:
  upgradeStrategy:
    type: NewClusterWithIncrementalUpgrade
    clusterUpgradeOptions:
      gatewayClassName: istio
      stepSizePercent: 10
      intervalSeconds: 30
      maxSurgePercent: 50
  rayClusterConfig:
    rayVersion: 2.56.0
    enableInTreeAutoscaling: true
${head('    ')}`,
});
const cronPage = pageOf({
  source: SOURCE,
  good: `apiVersion: ray.io/v1
kind: RayCronJob
metadata:
  name: nightly
  namespace: team-a
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    entrypoint: python train.py
    rayClusterSpec:
      rayVersion: 2.56.0
${head('      ')}`,
});

const jobRows: readonly OperatorRow[] = [
  {
    id: 'rayjob-cluster-xor-selector',
    on: JOBS,
    checks: [
      atLeastOneOf('spec.jobTemplate', ['rayClusterSpec', 'clusterSelector']),
      custom(
        'spec',
        (spec, report, object) => {
          if (object.kind !== 'RayJob' || fieldOf(spec, 'rayClusterSpec') || fieldOf(spec, 'clusterSelector')) return;
          report.at(spec.headSpan, t('One of {0} is needed.', 'rayClusterSpec, clusterSelector'));
        },
        { isAboutAbsence: true },
      ),
    ],
    page: () =>
      jobPage('A RayJob says neither which cluster to make nor which to use.', REFUSED, [
        `  rayClusterSpec:\n    rayVersion: 2.56.0\n${head('    ')}`,
        '',
      ]),
  },
  {
    id: 'rayjob-backoff-modes',
    on: JOBS,
    checks: PLACES.flatMap((place) => [
      range(place, 'backoffLimit', { min: 0 }),
      custom(
        place,
        (spec, report) => {
          const limit = fieldOf(spec, 'backoffLimit');
          if (limit?.number === undefined || limit.number <= 0) return;
          const isInteractive = fieldOf(spec, 'submissionMode')?.text === 'InteractiveMode';
          if (isInteractive || fieldOf(spec, 'clusterSelector'))
            report.at(
              limit.headSpan,
              t('A job that is submitted to a cluster that is there, or by hand, is not tried again.'),
            );
        },
        { needs: ['backoffLimit'] },
      ),
    ]),
    page: () =>
      jobPage('Retries below zero, or in a mode that has none.', REFUSED, ['backoffLimit: 0', 'backoffLimit: -1']),
  },
  {
    id: 'rayjob-sidecar-mode',
    on: JOBS,
    checks: PLACES.flatMap((place) => [
      ...['clusterSelector', 'submitterPodTemplate', 'submitterConfig'].map((field) =>
        forbidden(place, field, { field: 'submissionMode', is: ['SidecarMode'] }),
      ),
      custom(
        place,
        (spec, report) => {
          const policy = spec.at('rayClusterSpec', 'headGroupSpec', 'template', 'spec', 'restartPolicy');
          if (
            spec.at('submissionMode')?.text !== 'SidecarMode' ||
            policy?.text === undefined ||
            policy.text === 'Never'
          )
            return;
          report.at(policy.span, t('“{0}” must be {1}.', 'restartPolicy', 'Never'));
        },
        { needs: ['submissionMode', 'restartPolicy'] },
      ),
    ]),
    page: () =>
      jobPage('A job that is submitted by a sidecar has fields of the other modes.', REFUSED, [
        'submissionMode: K8sJobMode',
        'submissionMode: SidecarMode\n  clusterSelector:\n    ray.io/cluster: ray',
      ]),
  },
  {
    id: 'rayjob-ttl-needs-shutdown',
    on: JOBS,
    checks: PLACES.flatMap((place) => [
      range(place, 'ttlSecondsAfterFinished', { min: 0 }),
      custom(
        place,
        (spec, report) => {
          const ttl = fieldOf(spec, 'ttlSecondsAfterFinished');
          const shutdown = fieldOf(spec, 'shutdownAfterJobFinishes');
          if (ttl?.number === undefined || ttl.number <= 0 || (shutdown && shutdown.boolean !== false)) return;
          report.at(
            ttl.headSpan,
            t('“{0}” needs “{1}”: {2}.', 'ttlSecondsAfterFinished', 'shutdownAfterJobFinishes', 'true'),
          );
        },
        { needs: ['ttlSecondsAfterFinished'] },
      ),
    ]),
    page: () =>
      jobPage('A cluster that is not shut down has a time until it is.', REFUSED, [
        'ttlSecondsAfterFinished: 60',
        'ttlSecondsAfterFinished: -1',
      ]),
  },
  {
    id: 'rayjob-suspend',
    on: JOBS,
    checks: PLACES.map((place) =>
      custom(
        place,
        (spec, report) => {
          const suspend = fieldOf(spec, 'suspend');
          const shutdown = fieldOf(spec, 'shutdownAfterJobFinishes');
          // A RayCronJob has a field of that name itself.
          if (suspend?.boolean !== true || spec.at('jobTemplate')) return;
          if (fieldOf(spec, 'clusterSelector'))
            report.at(suspend.headSpan, t('“{0}” may not be set together with “{1}”.', 'suspend', 'clusterSelector'));
          else if (!shutdown || shutdown.boolean === false) {
            report.at(suspend.headSpan, t('“{0}” needs “{1}”: {2}.', 'suspend', 'shutdownAfterJobFinishes', 'true'));
          }
        },
        { needs: ['suspend'] },
      ),
    ),
    page: () =>
      jobPage('A job is suspended whose cluster is not shut down.', REFUSED, [
        '  shutdownAfterJobFinishes: true\n  ttlSecondsAfterFinished: 60\n',
        '  suspend: true\n',
      ]),
  },
  {
    id: 'rayjob-deletion-rules',
    on: JOBS,
    checks: PLACES.flatMap((place) => [
      custom(place, checkDeletion),
      custom(place, checkDeletionRules, { isAboutAbsence: true }),
    ]),
    page: () =>
      jobPage(
        'Rules of deletion that repeat or contradict each other.',
        REFUSED,
        ['ttlSeconds: 600', 'ttlSeconds: 6'],
        rules,
      ),
  },
  {
    id: 'rayjob-deadline',
    on: JOBS,
    checks: PLACES.flatMap((place) =>
      ['activeDeadlineSeconds', 'preRunningDeadlineSeconds'].map((field) => range(place, field, { min: 1 })),
    ),
    page: () =>
      jobPage('A deadline that is not above zero.', REFUSED, [
        'activeDeadlineSeconds: 3600',
        'activeDeadlineSeconds: 0',
      ]),
  },
];

const serviceRows: readonly OperatorRow[] = [
  {
    id: 'rayservice-upgrade',
    on: SERVICE,
    checks: [oneOf('spec.upgradeStrategy', 'type', ['NewCluster', 'NewClusterWithIncrementalUpgrade', 'None'])],
    page: () =>
      servicePage('An upgrade strategy that does not exist.', REFUSED, [
        'type: NewClusterWithIncrementalUpgrade',
        'type: RollingUpdate',
      ]),
  },
  {
    id: 'rayservice-upgrade-steps',
    on: SERVICE,
    severity: 'warning',
    checks: [custom('spec', checkIncrementalUpgrade)],
    page: () =>
      servicePage(
        'An upgrade by steps whose numbers do not fit.',
        'Where the feature gate of such upgrades is on, the operator refuses the service.',
        ['stepSizePercent: 10', 'stepSizePercent: 80'],
      ),
  },
  {
    id: 'rayservice-upgrade-needs-autoscaler',
    on: SERVICE,
    severity: 'warning',
    checks: [
      custom(
        'spec',
        (spec, report) => {
          const type = spec.at('upgradeStrategy', 'type');
          const cluster = fieldOf(spec, 'rayClusterConfig');
          if (type?.text !== 'NewClusterWithIncrementalUpgrade' || !cluster?.isMap || isAutoscaled(cluster) !== false)
            return;
          report.at(type.span, t('“{0}” needs “{1}”.', type.text, 'enableInTreeAutoscaling'));
        },
        { isAboutAbsence: true, needs: ['upgradeStrategy', 'rayClusterConfig'] },
      ),
    ],
    page: () =>
      servicePage(
        'An upgrade by steps without the autoscaler.',
        'The new cluster grows while the old one shrinks, which the autoscaler does.',
        ['    enableInTreeAutoscaling: true\n', ''],
      ),
  },
  {
    id: 'rayservice-headservice-name',
    on: SERVICE,
    checks: [forbidden('spec.rayClusterConfig.headGroupSpec.headService.metadata', 'name')],
    page: () =>
      servicePage(
        'The Service of the head has a name.',
        'A RayService names it itself; the operator refuses another.',
        [
          '    headGroupSpec:\n',
          '    headGroupSpec:\n      headService:\n        metadata:\n          name: head\n          labels: {}\n',
        ],
      ),
  },
  {
    id: 'rayservice-deletion-delay',
    on: SERVICE,
    checks: [range('spec', 'rayClusterDeletionDelaySeconds', { min: 0 })],
    page: () =>
      servicePage('The delay until an old cluster is deleted is below zero.', REFUSED, [
        'spec:\n  upgrade',
        'spec:\n  rayClusterDeletionDelaySeconds: -1\n  upgrade',
      ]),
  },
];

const cronRows: readonly OperatorRow[] = [
  {
    id: 'raycron-schedule',
    on: CRON,
    checks: [
      custom('spec', (spec, report) => {
        const schedule = fieldOf(spec, 'schedule');
        const trouble = schedule?.text === undefined ? undefined : cronTrouble(schedule.text);
        if (schedule && trouble && trouble.code !== 'zone')
          report.at(schedule.span, t('“{0}” is no schedule.', schedule.text ?? ''));
      }),
    ],
    page: () => cronPage('The schedule of a RayCronJob cannot be read.', REFUSED, ['0 3 * * *', '0 25 * * *']),
  },
  {
    id: 'raycron-timezone',
    on: CRON,
    // 1.6.2 takes a zone in the schedule, and does not have the field.
    severity: 'warning',
    checks: [
      custom('spec', (spec, report) => {
        const schedule = fieldOf(spec, 'schedule');
        if (schedule?.text?.includes('TZ') === true)
          report.at(schedule.span, t('The time zone stands in “{0}”.', 'timeZone'));
        const zone = spec.at('timeZone');
        if (zone?.string !== undefined && !isTimeZone(zone.string))
          report.at(zone.span, t('“{0}” is no time zone.', zone.string));
      }),
    ],
    page: () =>
      cronPage(
        'A time zone that does not exist, or that stands in the schedule.',
        'Versions of KubeRay after 1.6.2 refuse it; earlier ones have no field for the zone.',
        ['0 3 * * *', 'TZ=Europe/Zurich 0 3 * * *'],
      ),
  },
];

/** KubeRay: RayJob, RayService, RayCronJob. */
export const rayJobRows: readonly OperatorRow[] = [...jobRows, ...serviceRows, ...cronRows];
