import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { wordsOption } from '../../lint/ruleOptions.ts';

const service = (type: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: team-a
spec:
  type: ${type}
  selector:
    app: web
  ports:
    - port: 80
`;
const labelled = (instance: string): string =>
  deploymentWith('image: nginx:1.27.3').replace(
    'namespace: team-a',
    `namespace: team-a\n  labels:\n    app.kubernetes.io/instance: ${instance}`,
  );

/** Rules that a team switches on: service-type-forbidden, workload-restart-policy, label-instance-mismatch. */
export const houseRules: readonly ManifestRule[] = [
  {
    id: 'service-type-forbidden',
    on: 'object',
    groupKinds: ['/Service'],
    kinds: 'Service',
    severity: 'info',
    isOff: true,
    aliases: ['kube-linter/exposed-services', 'kyverno/restrict-loadbalancer'],
    check(object, report, context) {
      const value = object.at('spec', 'type');
      const types = wordsOption(context, 'service-type-forbidden', 'types', ['LoadBalancer', 'NodePort']);
      if (value?.text !== undefined && types.includes(value.text))
        report.at(value.span, t('Services of type “{0}” are not allowed here.', value.text));
    },
    page: () => ({
      what: 'A Service has a type that the option `types` of this rule names (`LoadBalancer` and `NodePort` unless it is set).',
      why: 'Such Services open ports to the outside and cost an address each; many teams route all traffic through one gateway.',
      source: 'The configuration of the project.',
      bad: service('LoadBalancer'),
      good: service('ClusterIP'),
    }),
  },
  {
    id: 'workload-restart-policy',
    on: 'pod',
    kinds: 'pods',
    severity: 'hint',
    isOff: true,
    aliases: ['kube-linter/restart-policy', 'datree/WORKLOAD_INCORRECT_RESTARTPOLICY_VALUE_ALWAYS'],
    check(pod, report, context) {
      const value = pod.spec.at('restartPolicy');
      const allowed = wordsOption(context, 'workload-restart-policy', 'policies', ['Always', 'OnFailure']);
      if (value?.text !== undefined && !allowed.includes(value.text))
        report.at(value.span, t('restartPolicy is “{0}”.', value.text));
    },
    page: () => ({
      what: 'The restart policy of a pod is not in the option `policies` of this rule (`Always` and `OnFailure` unless it is set).',
      why: 'With `Never` a container that fails once stays down.',
      source: 'Kubernetes documentation, Pod Lifecycle: Container restart policy.',
      bad: deploymentWith('image: nginx:1.27.3', 'restartPolicy: Never'),
      good: deploymentWith('image: nginx:1.27.3', 'restartPolicy: Always'),
    }),
  },
  {
    id: 'label-instance-mismatch',
    on: 'object',
    kinds: 'all',
    severity: 'hint',
    isOff: true,
    aliases: ['polaris/metadataAndInstanceMismatched'],
    check(object, report) {
      const value = object.at('metadata', 'labels', 'app.kubernetes.io/instance');
      const { name } = object;
      if (value?.text !== undefined && name !== undefined && value.text !== name)
        report.at(value.span, t('The label says “{0}”, the name “{1}”.', value.text, name));
    },
    page: () => ({
      what: 'The label `app.kubernetes.io/instance` differs from the name of the object.',
      why: 'Teams that search by this label do not find the object by its name.',
      source: 'Kubernetes documentation, Recommended Labels.',
      bad: labelled('other'),
      good: labelled('web'),
    }),
  },
];
