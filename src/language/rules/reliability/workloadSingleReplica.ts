import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { numberOption } from '../../lint/ruleOptions.ts';

const ID = 'workload-single-replica';

/** workload-single-replica; option `minimum`. A Deployment without `replicas` may be scaled by somebody else. */
export const workloadSingleReplica: ManifestRule = {
  id: ID,
  on: 'object',
  groupKinds: ['apps/Deployment'],
  kinds: 'Deployment',
  severity: 'info',
  aliases: [
    'kube-linter/minimum-three-replicas',
    'kube-score/deployment-replicas',
    'polaris/deploymentMissingReplicas',
    'datree/DEPLOYMENT_INCORRECT_REPLICAS_VALUE',
    'kyverno/require-deployments-have-multiple-replicas',
  ],
  check(object, report, context) {
    const value = object.at('spec', 'replicas');
    const replicas = value?.number;
    if (!value || replicas === undefined || replicas < 1 || replicas >= numberOption(context, ID, 'minimum', 2)) return;
    if (object.pods.some((pod) => pod.gpuCount > 0)) return;
    report.at(
      value.span,
      replicas === 1 ? t('One replica: while it restarts nobody answers.') : t('Only {0} replicas.', String(replicas)),
    );
  },
  page: () => ({
    what: 'A Deployment has one replica. Deployments with GPUs are not asked.',
    why: 'A node that is drained, a crash or an eviction is an outage until the pod runs elsewhere.',
    source: 'Kubernetes documentation, Disruptions.',
    bad: deploymentWith('image: nginx:1.27.3').replace('replicas: 2', 'replicas: 1'),
    good: deploymentWith('image: nginx:1.27.3'),
  }),
};
