import type { RuleInfo } from '../../lint/rule.ts';

const WORKFLOW = (manifest: string) => `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: claim-
spec:
  entrypoint: main
  templates:
    - name: main
      resource:
        action: create
        manifest: |
${manifest}`;

/** What stands as text in a workflow. It is checked by `EmbeddedManifests`. */
export const argoResourceManifest: RuleInfo = {
  id: 'argo-resource-manifest-yaml',
  kinds: 'Argo Workflows',
  severity: 'error',
  page: () => ({
    what: 'The manifest of a resource template is no YAML. Its fields are checked like those of a file.',
    why: 'The step fails when its turn comes, after everything before it was paid for.',
    source: 'Argo Workflows documentation, Kubernetes Resources.',
    bad: WORKFLOW('          apiVersion: v1\n          kind: ConfigMap\n          metadata: { name: a\n'),
    good: WORKFLOW('          apiVersion: v1\n          kind: ConfigMap\n          metadata: { name: a }\n'),
  }),
};
