/** Whole manifests around what an example of a rule of roles is about. */

function listOf(words: readonly string[]): string {
  return `[${words.map((word) => `"${word}"`).join(', ')}]`;
}

export function roleWith(rule: {
  readonly groups?: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names?: readonly string[];
}): string {
  const names = rule.names ? `\n    resourceNames: ${listOf(rule.names)}` : '';
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: robot
rules:
  - apiGroups: ${listOf(rule.groups ?? [''])}
    resources: ${listOf(rule.resources)}${names}
    verbs: ${listOf(rule.verbs)}
`;
}

export function bindingWith(of: { readonly role: string; readonly subject: string; readonly kind?: string }): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: robot
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${of.role}
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: team-b
  - apiGroup: rbac.authorization.k8s.io
    kind: ${of.kind ?? 'Group'}
    name: ${of.subject}
`;
}
