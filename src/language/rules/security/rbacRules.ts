import { t } from '../../../domain/base/text.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import type { ManifestObject } from '../../manifest/manifestObject.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { roleWith } from './examples.ts';
import { type RbacGrant, rbacGrants } from './rbacGrants.ts';

const ROLES = ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'];
const SOURCE = 'Kubernetes documentation, Role Based Access Control Good Practices.';
const RISING = new Set(['escalate', 'bind', 'impersonate']);
/** Roles that every cluster has. Source: Kubernetes documentation, Using RBAC Authorization: user-facing roles. */
const OWN_ROLES = new Set(['admin', 'cluster-admin', 'edit']);
/** The map of Amazon EKS from users to groups. */
const EKS_MAP = 'aws-auth';

function has(list: YamlValue | undefined, word: string): boolean {
  for (const item of list?.items() ?? []) if (item.text === word) return true;
  return false;
}

/** Rights that are bound to names are narrow. */
function isNarrow(rule: YamlValue): boolean {
  return rule.at('resourceNames', 0) !== undefined;
}

function grants(rule: YamlValue, { verbs, isFull }: RbacGrant): boolean {
  const given = rule.at('verbs');
  if (has(given, '*')) return true;
  return isFull ? verbs.every((verb) => has(given, verb)) : verbs.some((verb) => has(given, verb));
}

/** One of its resources, or everything of the core group. */
function isOneOf(resource: string, rule: YamlValue, { resources, coversAll }: RbacGrant): boolean {
  if (resource !== '*') return resources.includes(resource);
  return coversAll === true && (has(rule.at('apiGroups'), '') || has(rule.at('apiGroups'), '*'));
}

/** Roles that every cluster brings along. */
function isOfCluster(object: ManifestObject): boolean {
  const { name } = object;
  if (name === undefined) return false;
  return OWN_ROLES.has(name) || /^(?:system|gce):/.test(name);
}

const ofGrant = (row: RbacGrant): ManifestRule => ({
  id: row.id,
  on: 'object',
  groupKinds: ROLES,
  kinds: 'Role, ClusterRole',
  severity: row.severity,
  aliases: row.aliases,
  check(object, report) {
    if (isOfCluster(object)) return;
    for (const rule of object.at('rules')?.items() ?? []) {
      for (const resource of rule.at('resources')?.items() ?? []) {
        const { text } = resource;
        if (text !== undefined && isOneOf(text, rule, row) && !isNarrow(rule) && grants(rule, row))
          report.at(resource.span, row.message(text));
      }
    }
  },
  page: () => ({
    what: row.what,
    why: row.why,
    source: SOURCE,
    bad: roleWith({ resources: row.resources.slice(0, 1), verbs: row.verbs }),
    good: roleWith({ resources: row.resources.slice(0, 1), verbs: ['none'] }),
  }),
});

/** What roles give: rbac-* of Role and ClusterRole. */
export const rbacRules: readonly ManifestRule[] = [
  ...rbacGrants.map(ofGrant),
  {
    id: 'rbac-wildcard',
    on: 'object',
    groupKinds: ROLES,
    kinds: 'Role, ClusterRole',
    severity: 'warning',
    aliases: [
      'kube-linter/wildcard-in-rules',
      'trivy/KSV-0044',
      'trivy/KSV-0045',
      'datree/CIS_INVALID_WILDCARD_ROLE',
      'kyverno/restrict-wildcard-resources',
      'kyverno/restrict-wildcard-verbs',
    ],
    check(object, report) {
      if (isOfCluster(object)) return;
      for (const rule of object.at('rules')?.items() ?? []) {
        for (const field of ['apiGroups', 'resources', 'verbs'])
          for (const item of rule.at(field)?.items() ?? [])
            if (item.text === '*')
              report.at(item.span, t('“*” gives more than is needed, and whatever is added later.'));
      }
    },
    page: () => ({
      what: 'A role has `*` as verb, resource or group.',
      why: 'It covers kinds and verbs that do not exist yet, and nobody sees what is really used.',
      source: SOURCE,
      bad: roleWith({ resources: ['deployments'], verbs: ['*'] }),
      good: roleWith({ resources: ['deployments'], verbs: ['get'] }),
    }),
  },
  {
    id: 'rbac-manage-all',
    on: 'object',
    groupKinds: ROLES,
    kinds: 'Role, ClusterRole',
    severity: 'warning',
    aliases: ['polaris/rolebindingClusterAdminRole', 'trivy/KSV-0046', 'trivy/KSV-0112'],
    silences: ['rbac-wildcard', 'rbac-secrets', 'rbac-pod-exec'],
    check(object, report) {
      if (isOfCluster(object)) return;
      for (const rule of object.at('rules')?.items() ?? []) {
        const resources = rule.at('resources');
        if (!has(rule.at('apiGroups'), '*') && !has(rule.at('apiGroups'), '')) continue;
        if (!has(rule.at('verbs'), '*') || isNarrow(rule)) continue;
        for (const item of resources?.items() ?? [])
          if (item.text === '*') report.at(item.span, t('Full control of everything in reach of the role.'));
      }
    },
    page: () => ({
      what: 'A role has all verbs on all resources.',
      why: 'It is as good as cluster-admin, in its namespace or everywhere, and does not look like it.',
      source: SOURCE,
      bad: roleWith({ groups: ['*'], resources: ['*'], verbs: ['*'] }),
      good: roleWith({ resources: ['deployments'], verbs: ['get'] }),
    }),
  },
  {
    id: 'rbac-escalate-bind-impersonate',
    on: 'object',
    groupKinds: ROLES,
    kinds: 'Role, ClusterRole',
    severity: 'warning',
    aliases: [
      'trivy/KSV-0043',
      'trivy/KSV-0050',
      'datree/CIS_INVALID_VALUE_BIND_IMPERSONATE_ESCALATE',
      'kyverno/restrict-escalation-verbs-roles',
    ],
    check(object, report) {
      if (isOfCluster(object)) return;
      for (const rule of object.at('rules')?.items() ?? []) {
        for (const verb of rule.at('verbs')?.items() ?? [])
          if (verb.text !== undefined && RISING.has(verb.text) && !isNarrow(rule))
            report.at(verb.span, t('With “{0}” the role can get more rights than it has.', verb.text));
      }
    },
    page: () => ({
      what: 'A role has the verb `escalate`, `bind` or `impersonate`, on all names.',
      why: 'The first two go around the check that nobody gives rights that he does not have; the third acts as anybody.',
      source: SOURCE,
      bad: roleWith({ resources: ['clusterroles'], verbs: ['escalate'] }),
      good: roleWith({ resources: ['clusterroles'], verbs: ['get'] }),
    }),
  },
  {
    id: 'rbac-eks-auth',
    on: 'object',
    groupKinds: ROLES,
    kinds: 'Role, ClusterRole',
    severity: 'warning',
    aliases: ['trivy/KSV-0115'],
    check(object, report) {
      if (isOfCluster(object)) return;
      for (const rule of object.at('rules')?.items() ?? []) {
        const verbs = rule.at('verbs');
        if (!['*', 'update', 'patch', 'delete'].some((verb) => has(verbs, verb))) continue;
        for (const name of rule.at('resourceNames')?.items() ?? [])
          if (name.text === EKS_MAP && has(rule.at('resources'), 'configmaps'))
            report.at(name.span, t('Who changes “aws-auth” can make anybody an administrator of the cluster.'));
      }
    },
    page: () => ({
      what: 'A role may change the ConfigMap `aws-auth`.',
      why: 'On Amazon EKS it says which users are in which group, system:masters among them.',
      source: 'Amazon EKS documentation, Grant IAM users access to Kubernetes with a ConfigMap.',
      bad: roleWith({ resources: ['configmaps'], verbs: ['update'], names: [EKS_MAP] }),
      good: roleWith({ resources: ['configmaps'], verbs: ['get'], names: [EKS_MAP] }),
    }),
  },
];
