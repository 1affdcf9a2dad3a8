import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { isSameValue } from '../../manifest/isSameValue.ts';

const PROBE = 'httpGet:\n    path: /health\n    port: 80';

/** probes-identical */
export const probesIdentical: ManifestRule = {
  id: 'probes-identical',
  on: 'container',
  needs: ['livenessProbe', 'readinessProbe'],
  kinds: 'pods',
  severity: 'warning',
  aliases: ['kube-score/pod-probes-identical', 'kyverno/ensure-probes-different'],
  check(container, report) {
    const liveness = container.at('livenessProbe');
    const readiness = liveness?.isMap === true ? container.at('readinessProbe') : undefined;
    if (!liveness || readiness?.isMap !== true || !isSameValue(liveness, readiness)) return;
    report.at(
      liveness.headSpan,
      t(
        'Both probes are the same: a slow answer restarts the container instead of sending requests elsewhere for a while.',
      ),
      { related: [{ ...readiness.headSpan, message: t('The readiness probe') }] },
    );
  },
  page: () => ({
    what: 'The liveness probe and the readiness probe of a container are equal.',
    why: 'Under load both fail at once, and the restart throws away what was in memory: a model that takes minutes to load is loaded again, under more load.',
    source: 'Kubernetes documentation, Configure Liveness, Readiness and Startup Probes.',
    bad: deploymentWith(`image: nginx:1.27.3\nlivenessProbe:\n  ${PROBE}\nreadinessProbe:\n  ${PROBE}`),
    good: deploymentWith(
      `image: nginx:1.27.3\nlivenessProbe:\n  ${PROBE}\n  failureThreshold: 10\nreadinessProbe:\n  ${PROBE}`,
    ),
  }),
};
