import { t } from '../../../domain/base/text.ts';
import { deploymentWith } from '../../lint/examples.ts';
import { choiceFix, snippetFix } from '../../lint/fixes/choiceFix.ts';
import { insertUnder } from '../../lint/fixes/insertUnder.ts';
import { replaceValue } from '../../lint/fixes/replaceValue.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { NAMESPACED_KINDS } from '../../manifest/builtinKinds.ts';
import { hasPlaceholder } from '../../manifest/hasPlaceholder.ts';
import { isName, LONGEST_LABEL, LONGEST_SUBDOMAIN, type NameForm, nameFrom } from '../../manifest/kubernetesName.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';

interface NameLimit {
  readonly form: NameForm;
  readonly longest: number;
}

const SUBDOMAIN: NameLimit = { form: 'subdomain', longest: LONGEST_SUBDOMAIN };
/** Kinds whose names are bound otherwise. Source: Kubernetes, the strategies and validation of each kind. */
const LIMITS: ReadonlyMap<string, NameLimit> = new Map<string, NameLimit>([
  ['/Service', { form: 'service', longest: LONGEST_LABEL }],
  ['/Namespace', { form: 'label', longest: LONGEST_LABEL }],
  // The controller adds 11 characters to make the name of a Job.
  ['batch/CronJob', { form: 'subdomain', longest: LONGEST_LABEL - 11 }],
]);
/** Groups whose names may hold more: roles (any path segment), requests for certificates, addresses; and files that no cluster reads. */
const FREE_GROUPS = new Set(['rbac.authorization.k8s.io', 'certificates.k8s.io', 'networking.k8s.io']);
const NETWORKING_KINDS = new Set(['networking.k8s.io/Ingress', 'networking.k8s.io/NetworkPolicy']);
const NO_OBJECTS = /(?:^|\.)(?:config\.k8s\.io|kubeadm\.k8s\.io|audit\.k8s\.io)$/;

function limitOf({ group, groupKind }: ManifestObject): NameLimit | undefined {
  if (NO_OBJECTS.test(group)) return undefined;
  if (FREE_GROUPS.has(group) && !NETWORKING_KINDS.has(groupKind)) return undefined;
  return LIMITS.get(groupKind) ?? SUBDOMAIN;
}

function troubleOf(name: string, { form, longest }: NameLimit, kind: string): string | undefined {
  if (name.length > longest)
    return t(
      'A name of {0} characters is too long for a {1}: at most {2}.',
      String(name.length),
      kind,
      String(longest),
    );
  if (isName(name, form)) return undefined;
  if (form === 'service')
    return t('“{0}” is no name of a Service: lower-case letters, digits and “-”, with a letter first.', name);
  if (form === 'label') return t('“{0}” is no name of a {1}: lower-case letters, digits and “-” only.', name, kind);
  return t(
    '“{0}” is no name: lower-case letters, digits, “-” and “.” only, with a letter or digit at both ends.',
    name,
  );
}

const named = (name: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: team-a
data:
  mode: a
`;

/** k8s-name-invalid, k8s-name-missing, k8s-default-namespace */
export const nameRules: readonly ManifestRule[] = [
  {
    id: 'k8s-name-invalid',
    on: 'object',
    kinds: 'all',
    severity: 'error',
    aliases: ['datree/RESOURCE_MISSING_NAME'],
    fix: 'choice',
    check(object, report) {
      const value = object.at('metadata', 'name');
      const name = value?.string;
      if (!value || name === undefined || object.kind === undefined) return;
      const limit = limitOf(object);
      if (!limit || (name.length <= limit.longest && isName(name, limit.form)) || hasPlaceholder(name)) return;
      const trouble = troubleOf(name, limit, object.kind);
      if (trouble === undefined) return;
      report.at(value.span, trouble, {
        fixes: () => {
          const better = nameFrom(name, limit);
          return better === undefined ? [] : choiceFix(t('Name it “{0}”', better), replaceValue(value, better));
        },
      });
    },
    page: () => ({
      what: 'The name of an object is too long or has characters that names must not have.',
      why: 'The API server rejects the object. Names become parts of host names, hence the rules of DNS.',
      source: 'Kubernetes documentation, Object Names and IDs; k8s.io/apimachinery, pkg/util/validation.',
      bad: named('My_Settings'),
      good: named('my-settings'),
    }),
  },
  {
    id: 'k8s-name-missing',
    on: 'object',
    kinds: 'kinds of Kubernetes',
    severity: 'error',
    isAboutAbsence: true,
    aliases: ['datree/RESOURCE_MISSING_NAME'],
    fix: 'choice',
    check(object, report) {
      if (object.at('metadata', 'name') || !NAMESPACED_KINDS.has(object.groupKind)) return;
      if (object.carrier && object.carrier.kind?.endsWith('List') !== true) return;
      const metadata = object.at('metadata');
      if (metadata && (!metadata.isMap || metadata.at('generateName'))) return;
      report.at(metadata?.headSpan ?? object.head, t('The object has no name.'), {
        fixes: () =>
          snippetFix(t('Add {0}', 'metadata.name'), insertUnder(object.root, ['metadata'], 'name: ${1:name}')),
      });
    },
    page: () => ({
      what: 'An object has neither `metadata.name` nor `metadata.generateName`.',
      why: 'The API server rejects it, and `kubectl apply` needs a name to find the object again.',
      source: 'Kubernetes documentation, Object Names and IDs.',
      bad: named('a').replace('  name: a\n', ''),
      good: named('a'),
    }),
  },
  {
    id: 'k8s-default-namespace',
    on: 'object',
    kinds: 'kinds that stand in a namespace',
    severity: 'info',
    aliases: [
      'kube-linter/use-namespace',
      'trivy/KSV-0110',
      'datree/WORKLOAD_INCORRECT_NAMESPACE_VALUE_DEFAULT',
      'kyverno/disallow-default-namespace',
    ],
    check(object, report) {
      if (object.carrier && object.carrier.kind?.endsWith('List') !== true) return;
      if (!NAMESPACED_KINDS.has(object.groupKind) && object.pods.length === 0) return;
      const metadata = object.at('metadata');
      const value = metadata?.at('namespace');
      if (!metadata?.isMap || !goesToDefault(value, object)) return;
      report.at(
        value?.wrongSpan ?? metadata.headSpan,
        value ? t('Goes to the namespace “default”.') : t('Names no namespace: it goes wherever kubectl stands.'),
      );
    },
    page: () => ({
      what: 'An object names no namespace, or `default`.',
      why: 'Where it goes depends on who applies it. In `default` everything of everybody meets, and quotas and policies of a team do not hold.',
      source: 'Kubernetes documentation, Namespaces.',
      bad: deploymentWith('image: nginx:1.27.3').replace('namespace: team-a', 'namespace: default'),
      good: deploymentWith('image: nginx:1.27.3'),
    }),
  },
];

function goesToDefault(namespace: YamlValue | undefined, { isWhole }: ManifestObject): boolean {
  if (namespace?.text === 'default') return true;
  // A piece of an object gets its namespace with the rest.
  return isWhole && (!namespace || namespace.isNull);
}
