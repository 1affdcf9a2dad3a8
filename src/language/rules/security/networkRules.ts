import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { Report } from '../../lint/rule.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { ingressWith, networkPolicyWith, serviceWith } from './networkExamples.ts';

const INGRESS = ['networking.k8s.io/Ingress', 'extensions/Ingress'];
/** Where a load balancer in front ends TLS, said by annotations. */
const TLS_ANNOTATION =
  /^(?:alb\.ingress\.kubernetes\.io\/certificate-arn|networking\.gke\.io\/managed-certificates|ingress\.gcp\.kubernetes\.io\/pre-shared-cert|appgw\.ingress\.kubernetes\.io\/appgw-ssl-certificate)$/;
/** Annotations and settings that let users write configuration of nginx. Source: CVE-2021-25742. */
const SNIPPET = /^nginx\.ingress\.kubernetes\.io\/[a-z-]*snippet$/;
const ALLOW_SNIPPETS = 'allow-snippet-annotations';
/** Addresses that a node answers itself. Source: CVE-2021-25737. */
const NODE_ADDRESS = /^(?:127\.|169\.254\.)/;

function endsTls(annotations: YamlValue | undefined): boolean {
  for (const { key } of annotations?.items() ?? []) if (key !== undefined && TLS_ANNOTATION.test(key)) return true;
  return false;
}

/** An empty map or list. */
function isEmpty(value: YamlValue | undefined): boolean {
  if (!value || (!value.isMap && !value.isList)) return false;
  return value.tree.firstChild(value.target) < 0;
}

function checkHost(rule: YamlValue, report: Report): void {
  const host = rule.at('host');
  if (!host || host.isNull || host.text === '') {
    const place = host ?? rule.at('http') ?? rule;
    report.at(place.headSpan, t('Without a host the rule takes requests for every name.'));
  } else if (host.text?.startsWith('*') === true)
    report.at(host.span, t('“{0}” takes requests for names that others may own.', host.text));
}

/** net-*: what is open to whom. */
export const networkRules: readonly ManifestRule[] = [
  {
    id: 'net-service-nodeport',
    on: 'object',
    groupKinds: ['/Service'],
    kinds: 'Service',
    severity: 'info',
    aliases: [
      'kube-linter/exposed-services',
      'kube-score/service-type',
      'datree/SERVICE_INCORRECT_TYPE_VALUE_NODEPORT',
      'kyverno/restrict-node-port',
    ],
    fix: 'choice',
    check(object, report) {
      const value = object.at('spec', 'type');
      if (value?.text === 'NodePort')
        report.at(value.span, t('Opens a port on every node of the cluster.'), {
          fixes: () => choiceFix(t('Set it to {0}', 'ClusterIP'), replaceValue(value, 'ClusterIP')),
        });
    },
    page: () => ({
      what: 'A Service has the type `NodePort`.',
      why: 'Whoever reaches a node reaches the program, past the gateway and its TLS.',
      source: 'Kubernetes documentation, Service: type NodePort.',
      bad: serviceWith('type: NodePort'),
      good: serviceWith('type: ClusterIP'),
    }),
  },
  {
    id: 'net-service-externalip',
    on: 'object',
    groupKinds: ['/Service'],
    kinds: 'Service',
    severity: 'warning',
    aliases: ['trivy/KSV-0108', 'kyverno/restrict-service-external-ips', 'kyverno/disallow-localhost-services'],
    fix: 'choice',
    check(object, report) {
      const value = object.at('spec', 'externalIPs');
      if (value?.isList === true && !isEmpty(value))
        report.at(value.headSpan, t('Traffic of others to these addresses can be taken over (CVE-2020-8554).'), {
          fixes: () => choiceFix(t('Remove it'), removeEntry(value)),
        });
    },
    page: () => ({
      what: 'A Service has `externalIPs`.',
      why: 'Nodes send what goes to these addresses to the Service, whoever owns them, so a user of one namespace gets the traffic of others.',
      source: 'CVE-2020-8554; Kubernetes documentation, Service: external IPs.',
      bad: serviceWith('externalIPs:\n  - 203.0.113.7'),
      good: serviceWith('type: ClusterIP'),
    }),
  },
  {
    id: 'net-ingress-no-tls',
    on: 'object',
    groupKinds: INGRESS,
    kinds: 'Ingress',
    severity: 'info',
    isAboutAbsence: true,
    aliases: ['polaris/tlsSettingsMissing', 'kyverno/ingress-host-match-tls', 'kyverno/require-ingress-https'],
    check(object, report) {
      const tls = object.at('spec', 'tls');
      if ((tls && !tls.isNull && !isEmpty(tls)) || endsTls(object.at('metadata', 'annotations'))) return;
      const spec = object.at('spec');
      report.at(tls?.headSpan ?? spec?.headSpan ?? object.head, t('Requests arrive unencrypted: no “tls” is set.'));
    },
    page: () => ({
      what: 'An Ingress has no `tls`, and no annotation names a certificate of a load balancer.',
      why: 'Passwords, tokens and what is asked of a model travel readable.',
      source: 'Kubernetes documentation, Ingress: TLS.',
      bad: ingressWith('web.example.com'),
      good: ingressWith('web.example.com', 'tls:\n  - hosts:\n      - web.example.com\n    secretName: web-tls'),
    }),
  },
  {
    id: 'net-ingress-permissive-host',
    on: 'object',
    groupKinds: INGRESS,
    kinds: 'Ingress',
    severity: 'warning',
    isAboutAbsence: true,
    aliases: [
      'datree/INGRESS_INCORRECT_HOST_VALUE_PERMISSIVE',
      'kyverno/disallow-empty-ingress-host',
      'kyverno/restrict-ingress-wildcard',
    ],
    check(object, report) {
      for (const rule of object.at('spec', 'rules')?.items() ?? []) if (rule.isMap) checkHost(rule, report);
    },
    page: () => ({
      what: 'A rule of an Ingress has no host, or one that begins with `*`.',
      why: 'It takes requests that are meant for other teams as soon as their rule is missing.',
      source: 'Kubernetes documentation, Ingress: Hostname wildcards.',
      bad: ingressWith('"*.example.com"'),
      good: ingressWith('web.example.com'),
    }),
  },
  {
    id: 'net-netpol-empty-selector',
    on: 'object',
    groupKinds: ['networking.k8s.io/NetworkPolicy'],
    kinds: 'NetworkPolicy',
    severity: 'info',
    aliases: ['trivy/KSV-0038', 'kyverno/restrict-networkpolicy-empty-podselector'],
    check(object, report) {
      for (const [direction, side] of [
        ['ingress', 'from'],
        ['egress', 'to'],
      ] as const) {
        for (const rule of object.at('spec', direction)?.items() ?? []) {
          if (isEmpty(rule)) report.at(rule.span, t('An empty rule allows everything.'));
          for (const peer of rule.at(side)?.items() ?? []) {
            const namespaces = peer.at('namespaceSelector');
            if (namespaces && isEmpty(namespaces) && !peer.at('podSelector'))
              report.at(namespaces.headSpan, t('An empty selector means every namespace.'));
          }
        }
      }
    },
    page: () => ({
      what: 'A rule of a NetworkPolicy is empty or names every namespace. An empty selector without rules, which closes everything, is fine.',
      why: 'The policy looks like a wall and lets everybody through.',
      source: 'Kubernetes documentation, Network Policies: Default policies.',
      bad: networkPolicyWith('ingress:\n  - from:\n      - namespaceSelector: {}'),
      good: networkPolicyWith(
        'ingress:\n  - from:\n      - podSelector:\n          matchLabels:\n            app: gateway',
      ),
    }),
  },
  {
    id: 'sec-ingress-snippet-cve',
    on: 'object',
    groupKinds: [...INGRESS, '/ConfigMap'],
    kinds: 'Ingress, ConfigMap',
    severity: 'warning',
    aliases: [
      'trivy/KCV-0093',
      'datree/CONFIGMAP_CVE2021_25742_INCORRECT_SNIPPET_ANNOTATIONS_VALUE',
      'datree/INGRESS_CVE2021_25742_INCORRECT_SERVER_SNIPPET_KEY',
      'kyverno/check-ingress-nginx-controller-version-and-annotation-policy',
    ],
    fix: 'choice',
    check(object, report) {
      const allowed = object.kind === 'ConfigMap' ? object.at('data', ALLOW_SNIPPETS) : undefined;
      if (allowed?.text === 'true')
        report.at(
          allowed.headSpan,
          t('Whoever may write an Ingress reads all Secrets of the cluster (CVE-2021-25742).'),
          {
            fixes: () => choiceFix(t('Remove it'), removeEntry(allowed)),
          },
        );
      if (object.kind !== 'Ingress') return;
      for (const value of object.at('metadata', 'annotations')?.items() ?? []) {
        if (value.key === undefined || !SNIPPET.test(value.key)) continue;
        report.at(
          value.headSpan,
          t('Snippets of configuration can read the Secrets of the cluster (CVE-2021-25742); controllers refuse them.'),
          {
            fixes: () => choiceFix(t('Remove it'), removeEntry(value)),
          },
        );
      }
    },
    page: () => ({
      what: 'An Ingress has an annotation with a snippet for nginx, or a ConfigMap allows them.',
      why: 'A snippet is configuration of the controller, which reads the Secrets of all namespaces. Current controllers ignore or refuse it.',
      source: 'CVE-2021-25742.',
      bad: ingressWith('web.example.com').replace(
        'namespace: team-a',
        'namespace: team-a\n  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: return 404;',
      ),
      good: ingressWith('web.example.com'),
    }),
  },
  {
    id: 'sec-endpointslice-cve',
    on: 'object',
    groupKinds: ['discovery.k8s.io/EndpointSlice'],
    kinds: 'EndpointSlice',
    severity: 'warning',
    aliases: ['datree/ENDPOINTSLICE_CVE2021_25373_INCORRECT_ADDRESSES_VALUE'],
    check(object, report) {
      for (const endpoint of object.at('endpoints')?.items() ?? []) {
        for (const address of endpoint.at('addresses')?.items() ?? []) {
          if (address.text !== undefined && NODE_ADDRESS.test(address.text))
            report.at(address.span, t('“{0}” is an address of the node itself (CVE-2021-25737).', address.text));
        }
      }
    },
    page: () => ({
      what: 'An EndpointSlice holds an address of the node itself, from 127.0.0.0/8 or 169.254.0.0/16.',
      why: 'A Service then leads to what listens on localhost of the node, or to the metadata of the cloud.',
      source: 'CVE-2021-25737.',
      bad: sliceWith('127.0.0.1'),
      good: sliceWith('10.0.0.7'),
    }),
  },
];

function sliceWith(address: string): string {
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: team-a
addressType: IPv4
endpoints:
  - addresses:
      - ${address}
ports:
  - port: 80
`;
}
