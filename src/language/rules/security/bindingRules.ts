import { t } from '../../../domain/base/text.ts';
import { choiceFix } from '../../lint/fixes/choiceFix.ts';
import { removeEntry } from '../../lint/fixes/removeEntry.ts';
import type { ManifestRule } from '../../lint/manifestRule.ts';
import { bindingWith } from './examples.ts';

const BINDINGS = ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'];
const EVERYBODY = new Set(['system:anonymous', 'system:unauthenticated', 'system:authenticated']);
/** What everybody may do in every cluster. Source: Kubernetes documentation, Using RBAC Authorization: API discovery roles. */
const OPEN_ROLES = new Set(['system:basic-user', 'system:discovery', 'system:public-info-viewer']);
const GOOD = bindingWith({ role: 'view', subject: 'team-a' });

/** Who gets a role: rbac-cluster-admin, rbac-anonymous, rbac-system-masters. */
export const bindingRules: readonly ManifestRule[] = [
  {
    id: 'rbac-cluster-admin',
    on: 'object',
    groupKinds: BINDINGS,
    kinds: 'RoleBinding, ClusterRoleBinding',
    severity: 'warning',
    aliases: [
      'kube-linter/cluster-admin-role-binding',
      'polaris/clusterrolebindingClusterAdmin',
      'polaris/rolebindingClusterAdminClusterRole',
      'polaris/rolebindingClusterAdminRole',
      'trivy/KSV-0111',
      'datree/CIS_INVALID_ROLE_CLUSTER_ADMIN',
      'kyverno/restrict-binding-clusteradmin',
    ],
    check(object, report) {
      const value = object.at('roleRef', 'name');
      if (value?.text === 'cluster-admin') report.at(value.span, t('“cluster-admin” may do everything.'));
    },
    page: () => ({
      what: 'A binding gives the role `cluster-admin`.',
      why: 'Its subjects may do all things, also those that nobody thought of. Few programs need more than some kinds of objects.',
      source: 'Kubernetes documentation, Role Based Access Control Good Practices.',
      bad: bindingWith({ role: 'cluster-admin', subject: 'team-a' }),
      good: GOOD,
    }),
  },
  {
    id: 'rbac-anonymous',
    on: 'object',
    groupKinds: BINDINGS,
    kinds: 'RoleBinding, ClusterRoleBinding',
    severity: 'warning',
    aliases: [
      'kubesec/BindingsToSystemAnonymous',
      'trivy/KSV-01011',
      'trivy/KSV-0122',
      'kyverno/restrict-binding-system-groups',
    ],
    fix: 'choice',
    check(object, report) {
      if (OPEN_ROLES.has(object.at('roleRef', 'name')?.text ?? '')) return;
      for (const subject of object.at('subjects')?.items() ?? []) {
        const value = subject.at('name');
        if (value?.text === undefined || !EVERYBODY.has(value.text)) continue;
        report.at(value.span, t('“{0}” is everybody who reaches the API server, or nearly so.', value.text), {
          fixes: () => choiceFix(t('Remove it'), removeEntry(subject)),
        });
      }
    },
    page: () => ({
      what: 'A binding gives a role to all users, or to users that nobody knows.',
      why: 'Every account of every pod is in `system:authenticated`, and everybody on the network is `system:anonymous`.',
      source: 'Kubernetes documentation, Authenticating: Anonymous requests.',
      bad: bindingWith({ role: 'view', subject: 'system:anonymous', kind: 'User' }),
      good: GOOD,
    }),
  },
  {
    id: 'rbac-system-masters',
    on: 'object',
    groupKinds: BINDINGS,
    kinds: 'RoleBinding, ClusterRoleBinding',
    severity: 'warning',
    aliases: ['trivy/KSV-0123', 'datree/CIS_INVALID_VALUE_SYSTEM_MASTERS', 'kyverno/restrict-binding-system-groups'],
    check(object, report) {
      for (const subject of object.at('subjects')?.items() ?? []) {
        const value = subject.at('name');
        if (value?.text === 'system:masters')
          report.at(value.span, t('“system:masters” passes every check, whatever is bound to it.'));
      }
    },
    page: () => ({
      what: 'A binding names the group `system:masters`.',
      why: 'Its members may do everything without any role, which cannot be taken back by removing bindings. Who is put into it is an administrator for ever.',
      source: 'Kubernetes documentation, Role Based Access Control Good Practices.',
      bad: bindingWith({ role: 'view', subject: 'system:masters' }),
      good: GOOD,
    }),
  },
];
