import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { looksSecret, maySecretBe } from '../../manifest/looksSecret.ts';

const env = (entry: string): string => podWith(`image: nginx:1.27.3\nenv:\n  - name: DB_PASSWORD\n${entry}`);
const settings = (data: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: team-a
data:
  ${data}
`;
const token = (type: string): string => `apiVersion: v1
kind: Secret
metadata:
  name: robot
  namespace: team-a
  annotations:
    kubernetes.io/service-account.name: robot
type: ${type}
`;

/** sec-secret-in-env, sec-secret-env-literal, sec-configmap-secret, sec-sa-token-secret */
export const secretRules: readonly ManifestRule[] = [
  {
    id: 'sec-secret-in-env',
    on: 'container',
    kinds: 'pods',
    severity: 'info',
    aliases: [
      'kube-linter/read-secret-from-env-var',
      'kubesec/SecretsAsEnvironmentVariables',
      'datree/CIS_INVALID_KEY_SECRETKEYREF_SECRETREF',
      'kyverno/disallow-all-secrets',
      'kyverno/disallow-secrets-from-env-vars',
    ],
    check(container, report) {
      const text = t('Variables are inherited by every process and end up in logs: mount the Secret as a file.');
      for (const entry of container.at('env')?.items() ?? []) {
        const value = entry.at('valueFrom', 'secretKeyRef');
        if (value) report.at(value.headSpan, text);
      }
      for (const entry of container.at('envFrom')?.items() ?? []) {
        const value = entry.at('secretRef');
        if (value) report.at(value.headSpan, text);
      }
    },
    page: () => ({
      what: 'A container reads a Secret through its environment.',
      why: 'Crash reports and debug pages print the environment, and children inherit it. A file can be read once, and changes when the Secret does.',
      source: 'Kubernetes documentation, Good practices for Kubernetes Secrets.',
      bad: env('    valueFrom:\n      secretKeyRef:\n        name: database\n        key: password'),
      good: podWith(
        'image: nginx:1.27.3\nvolumeMounts:\n  - name: database\n    mountPath: /secrets',
        'volumes:\n  - name: database\n    secret:\n      secretName: database',
      ),
    }),
  },
  {
    id: 'sec-secret-env-literal',
    on: 'container',
    kinds: 'pods',
    severity: 'warning',
    aliases: ['kube-linter/env-var-secret', 'polaris/sensitiveContainerEnvVar'],
    check(container, report) {
      for (const entry of container.at('env')?.items() ?? []) {
        const value = entry.at('value');
        const name = value && entry.at('name')?.text;
        const text = name === undefined || !looksSecret(name) ? undefined : value?.text;
        if (value && text !== undefined && maySecretBe(text))
          report.at(
            value.span,
            t('“{0}” looks like a secret, and everybody who sees the manifest sees it.', name ?? ''),
          );
      }
    },
    page: () => ({
      what: 'A variable whose name says that it is a secret has its value in the manifest.',
      why: 'It is in the repository, in its history and in every copy, and whoever may read the workload may read it.',
      source: 'Kubernetes documentation, Secrets.',
      bad: env('    value: correct-horse'),
      good: env('    valueFrom:\n      secretKeyRef:\n        name: database\n        key: password'),
    }),
  },
  {
    id: 'sec-configmap-secret',
    on: 'object',
    groupKinds: ['/ConfigMap'],
    kinds: 'ConfigMap',
    severity: 'warning',
    aliases: ['polaris/sensitiveConfigmapContent', 'trivy/KSV-01010', 'trivy/KSV-0109'],
    check(object, report) {
      for (const value of object.at('data')?.items() ?? []) {
        const { key } = value;
        if (key === undefined || !looksSecret(key)) continue;
        const { text } = value;
        if (text !== undefined && !text.includes('\n') && maySecretBe(text))
          report.at(value.keySpan ?? value.span, t('“{0}” looks like a secret: a ConfigMap is readable by many.', key));
      }
    },
    page: () => ({
      what: 'A ConfigMap holds a key whose name says that it is a secret.',
      why: 'Roles give everybody the right to read ConfigMaps, and they are not encrypted where Secrets are.',
      source: 'Kubernetes documentation, ConfigMaps.',
      bad: settings('db-password: correct-horse'),
      good: settings('db-host: database'),
    }),
  },
  {
    id: 'sec-sa-token-secret',
    on: 'object',
    groupKinds: ['/Secret'],
    kinds: 'Secret',
    severity: 'info',
    aliases: ['kyverno/check-serviceaccount-secrets', 'kyverno/deny-secret-service-account-token-type'],
    check(object, report) {
      const value = object.at('type');
      if (value?.text === 'kubernetes.io/service-account-token')
        report.at(value.span, t('A token of this kind never ends: pods get short ones by themselves.'));
    },
    page: () => ({
      what: 'A Secret of the type `kubernetes.io/service-account-token`.',
      why: 'Its token is valid until the Secret is deleted. Projected tokens end within hours and are bound to their pod.',
      source: 'Kubernetes documentation, Managing Service Accounts: long-lived API tokens.',
      bad: token('kubernetes.io/service-account-token'),
      good: token('Opaque'),
    }),
  },
];
