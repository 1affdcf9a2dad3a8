import { t } from '../../../domain/base/text.ts';
import { jobWith } from '../../lint/examples.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { MissingField } from '../tables/missingField.ts';
import { cronJobWith, hpaWith, pdbWith } from './examples.ts';

/** Annotations of tools that delete the Job themselves. */
const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];

function isHook(object: ManifestObject): boolean {
  return HOOKS.some((key) => object.at('metadata', 'annotations', key) !== undefined);
}

/** What objects of some kinds should say. */
export const objectNeeds: readonly (MissingField<ManifestObject> & { readonly groupKinds: readonly string[] })[] = [
  {
    id: 'pdb-unhealthy-policy',
    severity: 'hint',
    aliases: ['kube-linter/pdb-unhealthy-pod-eviction-policy'],
    groupKinds: ['policy/PodDisruptionBudget'],
    path: ['spec', 'unhealthyPodEvictionPolicy'],
    message: () => t('Pods that are broken anyway can keep a node from being drained.'),
    lines: 'unhealthyPodEvictionPolicy: AlwaysAllow',
    page: {
      what: 'A PodDisruptionBudget has no `unhealthyPodEvictionPolicy`.',
      why: 'By default pods that are not ready count against the budget, so a workload that does not start blocks the maintenance of its nodes.',
      source: 'Kubernetes documentation, Specifying a Disruption Budget: Unhealthy Pod Eviction Policy.',
      bad: pdbWith('maxUnavailable: 1'),
      good: pdbWith('maxUnavailable: 1\nunhealthyPodEvictionPolicy: AlwaysAllow'),
    },
  },
  {
    id: 'hpa-no-max',
    severity: 'error',
    aliases: ['datree/HPA_MISSING_MAXREPLICAS_KEY'],
    silences: ['k8s-missing-required'],
    groupKinds: ['autoscaling/HorizontalPodAutoscaler'],
    path: ['spec', 'maxReplicas'],
    message: () => t('“maxReplicas” is missing: an autoscaler needs an upper bound.'),
    lines: 'maxReplicas: ${1:5}',
    page: {
      what: 'A HorizontalPodAutoscaler has no `maxReplicas`.',
      why: 'The API server rejects it.',
      source: 'Kubernetes API reference, HorizontalPodAutoscaler.',
      bad: hpaWith('minReplicas: 2'),
      good: hpaWith('minReplicas: 2\nmaxReplicas: 5'),
    },
  },
  {
    id: 'cronjob-no-deadline',
    severity: 'info',
    aliases: ['kube-score/cronjob-has-deadline', 'datree/CRONJOB_MISSING_STARTINGDEADLINESECOND_KEY'],
    groupKinds: ['batch/CronJob'],
    path: ['spec', 'startingDeadlineSeconds'],
    message: () => t('A start that was missed counts for ever: after 100 of them the CronJob stops.'),
    lines: 'startingDeadlineSeconds: ${1:300}',
    page: {
      what: 'A CronJob has no `startingDeadlineSeconds`.',
      why: 'After an outage the controller counts all missed starts since the last run; above 100 it gives up and starts nothing any more.',
      source: 'Kubernetes documentation, CronJob: Deadline for delayed Job start.',
      bad: cronJobWith('concurrencyPolicy: Forbid'),
      good: cronJobWith('startingDeadlineSeconds: 300'),
    },
  },
  {
    id: 'cronjob-concurrency',
    severity: 'info',
    aliases: ['datree/CRONJOB_MISSING_CONCURRENCYPOLICY_KEY'],
    groupKinds: ['batch/CronJob'],
    path: ['spec', 'concurrencyPolicy'],
    message: () => t('A run that takes too long overlaps with the next one: “concurrencyPolicy” is not set.'),
    lines: 'concurrencyPolicy: Forbid',
    page: {
      what: 'A CronJob has no `concurrencyPolicy`.',
      why: 'The default is `Allow`: runs that last longer than the interval pile up, and two trainers write one folder.',
      source: 'Kubernetes documentation, CronJob: Concurrency policy.',
      bad: cronJobWith('startingDeadlineSeconds: 300'),
      good: cronJobWith('concurrencyPolicy: Forbid'),
    },
  },
  {
    id: 'job-ttl',
    severity: 'info',
    aliases: ['kube-linter/job-ttl-seconds-after-finished', 'kyverno/add-ttl-jobs'],
    groupKinds: ['batch/Job'],
    path: ['spec', 'ttlSecondsAfterFinished'],
    isNeeded: (object) => object.carrier === undefined && !isHook(object),
    message: () => t('The Job and its pods stay for ever after it finished.'),
    lines: 'ttlSecondsAfterFinished: ${1:86400}',
    page: {
      what: 'A Job has no `ttlSecondsAfterFinished`.',
      why: 'Finished Jobs and their pods stay in the cluster and in every list until somebody deletes them.',
      source: 'Kubernetes documentation, Automatic Cleanup for Finished Jobs.',
      bad: jobWith('image: trainer:1'),
      good: jobWith('image: trainer:1').replace('backoffLimit: 2', 'ttlSecondsAfterFinished: 86400'),
    },
  },
];
