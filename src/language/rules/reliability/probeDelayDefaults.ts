import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';

/** With what the API server fills them in. Source: Kubernetes API reference, Probe. */
const DEFAULTS = new Map([
  ['initialDelaySeconds', 0],
  ['periodSeconds', 10],
  ['timeoutSeconds', 1],
  ['successThreshold', 1],
  ['failureThreshold', 3],
]);
const PROBE = 'image: nginx:1.27.3\nreadinessProbe:\n  tcpSocket:\n    port: 80';

/** probe-delay-defaults */
export const probeDelayDefaults: ManifestRule = {
  id: 'probe-delay-defaults',
  on: 'container',
  kinds: 'pods',
  severity: 'hint',
  isOff: true,
  isAboutAbsence: true,
  aliases: [
    'datree/CONTAINERS_INCORRECT_INITIALDELAYSECONDS_VALUE',
    'datree/CONTAINERS_INCORRECT_PERIODSECONDS_VALUE',
    'datree/CONTAINERS_INCORRECT_TIMEOUTSECONDS_VALUE',
    'datree/CONTAINERS_INCORRECT_SUCCESSTHRESHOLD_VALUE',
    'datree/CONTAINERS_INCORRECT_FAILURETHRESHOLD_VALUE',
  ],
  check(container, report) {
    for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      const probe = container.at(kind);
      if (probe?.isMap !== true) continue;
      const unset = Array.from(DEFAULTS).filter(([field]) => probe.at(field) === undefined);
      if (unset.length > 0)
        report.at(
          probe.headSpan,
          t('Uses defaults: {0}.', unset.map(([field, value]) => `${field} ${value}`).join(', ')),
        );
    }
  },
  page: () => ({
    what: 'A probe leaves delays or thresholds to the defaults.',
    why: 'The defaults suit small servers: a timeout of one second restarts a model server that is busy with one long request.',
    source: 'Kubernetes API reference, Probe.',
    bad: deploymentWith(PROBE),
    good: deploymentWith(
      `${PROBE}\n  initialDelaySeconds: 5\n  periodSeconds: 10\n  timeoutSeconds: 5\n  successThreshold: 1\n  failureThreshold: 3`,
    ),
  }),
};
