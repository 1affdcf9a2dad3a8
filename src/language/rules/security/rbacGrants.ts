import { t } from '../../../domain/base/text.ts';
import type { Severity } from '../../lint/severity.ts';

/** Rights that a role should not give. */
export interface RbacGrant {
  readonly id: string;
  readonly severity: Severity;
  readonly aliases: readonly string[];
  /** `*` in a role matches each of these, except for resources: rights to everything are a finding of their own. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Also what gives all resources. */
  readonly coversAll?: true;
  /** All of the verbs, not one of them. */
  readonly isFull?: true;
  readonly message: (resource: string) => string;
  readonly what: string;
  readonly why: string;
}

const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'];
const FULL = ['create', 'update', 'delete'];

/** Rows of the rule that reads roles. Source: Kubernetes documentation, Role Based Access Control Good Practices. */
export const rbacGrants: readonly RbacGrant[] = [
  {
    id: 'rbac-secrets',
    severity: 'warning',
    aliases: [
      'kube-linter/access-to-secrets',
      'trivy/KSV-0041',
      'trivy/KSV-0113',
      'datree/CIS_INVALID_VERB_SECRETS',
      'kyverno/restrict-secret-role-verbs',
    ],
    resources: ['secrets'],
    verbs: ['get', 'list', 'watch'],
    coversAll: true,
    message: () => t('The role reads all Secrets, among them tokens with more rights.'),
    what: 'A role may read Secrets without naming them.',
    why: 'Tokens and passwords of everybody in its reach are in there; list and watch show their contents too.',
  },
  {
    id: 'rbac-pod-create',
    severity: 'info',
    aliases: ['kube-linter/access-to-create-pods', 'trivy/KSV-0048', 'datree/CIS_INVALID_VALUE_CREATE_POD'],
    resources: ['pods'],
    verbs: ['create'],
    message: () => t('Who makes pods reads every Secret and uses every service account of the namespace.'),
    what: 'A role may create pods.',
    why: 'A pod mounts any Secret and runs as any account of its namespace, so this right includes those.',
  },
  {
    id: 'rbac-pod-exec',
    severity: 'warning',
    aliases: [
      'polaris/clusterrolePodExecAttach',
      'polaris/rolePodExecAttach',
      'polaris/clusterrolebindingPodExecAttach',
      'polaris/rolebindingRolePodExecAttach',
      'polaris/rolebindingClusterRolePodExecAttach',
      'trivy/KSV-0053',
      'trivy/KSV-0054',
      'datree/CONTAINERS_INCORRECT_RESOURCES_VERBS_VALUE',
    ],
    resources: ['pods/exec', 'pods/attach'],
    verbs: ['create', 'get'],
    coversAll: true,
    message: (resource) => t('“{0}” with these verbs opens a shell in every pod.', resource),
    what: 'A role may use `pods/exec` or `pods/attach`.',
    why: 'A shell has what the program has: its files, secrets and network.',
  },
  {
    id: 'rbac-webhooks',
    severity: 'warning',
    aliases: ['trivy/KSV-0114', 'kyverno/restrict-clusterrole-mutating-validating-admission-webhooks'],
    resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    verbs: WRITE,
    message: () => t('The role can make itself see and change every request of the cluster.'),
    what: 'A role may change webhook configurations.',
    why: 'A webhook reads all objects that are written, Secrets included, and may change them.',
  },
  {
    id: 'rbac-nodes-proxy',
    severity: 'warning',
    aliases: ['trivy/KSV-0047', 'kyverno/restrict-clusterrole-nodesproxy'],
    resources: ['nodes/proxy'],
    verbs: ['get', 'create', 'update', 'patch', 'delete'],
    message: () => t('“nodes/proxy” speaks to kubelets directly, past the log and past admission.'),
    what: 'A role may use `nodes/proxy`.',
    why: 'The API of a kubelet runs commands in every pod of the node.',
  },
  {
    id: 'rbac-manage-workloads',
    severity: 'info',
    aliases: ['trivy/KSV-0048'],
    resources: [
      'deployments',
      'daemonsets',
      'statefulsets',
      'replicasets',
      'replicationcontrollers',
      'jobs',
      'cronjobs',
    ],
    verbs: FULL,
    isFull: true,
    message: (resource) => t('The role has full control of all “{0}”.', resource),
    what: 'A role may create, change and delete workloads of a kind.',
    why: 'Whoever makes workloads makes pods, with every Secret and account of the namespace.',
  },
  {
    id: 'rbac-manage-configmaps',
    severity: 'info',
    aliases: ['trivy/KSV-0049'],
    resources: ['configmaps'],
    verbs: FULL,
    isFull: true,
    message: () => t('The role can change the settings of others: full control of all ConfigMaps.'),
    what: 'A role may create, change and delete all ConfigMaps.',
    why: 'Programs of others do what their ConfigMaps say.',
  },
  {
    id: 'rbac-manage-networking',
    severity: 'warning',
    aliases: ['trivy/KSV-0056', 'kyverno/restrict-edit-for-endpoints'],
    resources: ['services', 'endpoints', 'endpointslices', 'ingresses', 'networkpolicies'],
    verbs: FULL,
    isFull: true,
    message: (resource) => t('Full control of all “{0}” can lead traffic elsewhere.', resource),
    what: 'A role may create, change and delete Services, endpoints, Ingresses or NetworkPolicies.',
    why: 'Requests for others can be sent to a pod of the attacker, or walls between namespaces taken down.',
  },
  {
    id: 'rbac-delete-logs',
    severity: 'info',
    aliases: ['trivy/KSV-0042'],
    resources: ['pods/log'],
    verbs: ['delete', 'deletecollection'],
    message: () => t('The role can take away traces: it deletes logs.'),
    what: 'A role may delete `pods/log`.',
    why: 'Nobody needs it to read logs.',
  },
  {
    id: 'rbac-bind-roles',
    severity: 'warning',
    aliases: ['trivy/KSV-0051', 'trivy/KSV-0052', 'trivy/KSV-0055'],
    resources: ['rolebindings', 'clusterrolebindings'],
    verbs: ['create', 'update', 'patch'],
    message: () => t('Who makes bindings hands out rights, within those that he has or may bind.'),
    what: 'A role may create or change bindings of roles.',
    why: 'Together with `bind`, or with an account that has more, it is a way to all rights.',
  },
];
