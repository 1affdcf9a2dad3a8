import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** strategy-not-rolling */
export const strategyNotRolling: ManifestRule = {
  id: 'strategy-not-rolling',
  on: 'object',
  groupKinds: ['apps/Deployment', 'apps.openshift.io/DeploymentConfig'],
  kinds: 'Deployment',
  severity: 'hint',
  aliases: ['kube-linter/no-rolling-update-strategy', 'kube-score/deployment-strategy'],
  check(object, report) {
    const value = object.at('spec', 'strategy', 'type');
    if (value?.text === undefined || value.text.startsWith('Rolling')) return;
    // Two pods would not find two GPUs, nor may two pods always write one claim.
    if (object.pods.some((pod) => pod.gpuCount > 0 || pod.volumes.some((volume) => volume.at('persistentVolumeClaim'))))
      return;
    report.at(value.span, t('Every update stops all replicas before the new ones start.'));
  },
  page: () => ({
    what: 'A Deployment without GPUs and claims has the strategy `Recreate`.',
    why: 'Between the last old pod and the first new one nobody answers.',
    source: 'Kubernetes documentation, Deployments: Strategy.',
    bad: deploymentWith('image: nginx:1.27.3').replace('replicas: 2', 'replicas: 2\n  strategy:\n    type: Recreate'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};
