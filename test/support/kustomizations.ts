/** Kustomizations that kustomize refuses, with the rule that says so. `a.yaml` and `b.yaml` hold a Deployment each, `gpu.yaml` patches the first. */
export const REFUSED_KUSTOMIZATIONS: readonly (readonly [rule: string, text: string])[] = [
  ['kustomization-unknown-field', 'resource: [a.yaml]\n'],
  ['kustomization-unknown-field', 'resources: [a.yaml]\nimages: [{name: trainer, tag: "2"}]\n'],
  ['kustomization-wrong-type', 'resources: a.yaml\n'],
  ['kustomization-wrong-type', 'resources: [a.yaml]\nimages: [{name: trainer, newTag: 1.10}]\n'],
  ['kustomization-wrong-type', 'resources: [a.yaml]\ncommonAnnotations: {a: true}\n'],
  ['kustomization-wrong-type', 'resources: [a.yaml]\nreplicas: [{name: a, count: "3"}]\n'],
  ['kustomization-wrong-type', 'resources: [a.yaml]\nsortOptions: {order: random}\n'],
  ['kustomization-wrong-type', 'resources: [a.yaml]\npatches: [gpu.yaml]\n'],
  ['kustomization-version', 'kind: Kustomize\nresources: [a.yaml]\n'],
  ['kustomization-version', 'apiVersion: v1\nkind: Kustomization\nresources: [a.yaml]\n'],
  ['kustomization-duplicate-path', 'resources: [a.yaml, ./a.yaml]\n'],
  ['kustomization-patch-source', 'resources: [a.yaml]\npatches: [{target: {kind: Deployment}}]\n'],
  ['kustomization-patch-source', 'resources: [a.yaml]\npatches: [{path: gpu.yaml, patch: "spec: {}"}]\n'],
  ['kustomization-json-patch-target', 'resources: [a.yaml]\npatches: [{patch: "- op: remove\\n  path: /spec"}]\n'],
  ['kustomization-generator', 'configMapGenerator: [{literals: [a=b]}]\n'],
  ['kustomization-generator', 'secretGenerator: [{name: a, literals: ["a: b"]}]\n'],
  ['kustomization-generator', 'configMapGenerator: [{name: a, literals: [a=b]}, {name: a, literals: [a=c]}]\n'],
];

/** Kustomizations that kustomize builds. */
export const TAKEN_KUSTOMIZATIONS: readonly string[] = [
  'Resources: [a.yaml]\n',
  'resources:\n- a.yaml\npatches:\nnamespace:\n',
  '---\r\nresources:\r\n- a.yaml\r\npatches:\r\n- path: gpu.yaml\r\n',
  'kind: ""\nresources: [a.yaml]\n',
  'resources: [a.yaml]\nbuildMetadata: [other]\n',
  'resources: [a.yaml]\nimages: [{name: trainer, newTag: "1.10"}]\n',
  'configMapGenerator: [{name: a, behavior: other, literals: [a=b]}]\n',
  'configMapGenerator: [{name: a, literals: [a=b]}]\nsecretGenerator: [{name: a, literals: [a=b]}]\n',
  'configMapGenerator: [{name: a, literals: [a=b]}, {name: a, behavior: merge, literals: [b=c]}]\n',
  'configMapGenerator: [{name: a, namespace: one, literals: [a=b]}, {name: a, namespace: two, literals: [b=c]}]\n',
  'resources: [a.yaml, b.yaml]\nlabels: [{pairs: {a: b}, includeSelectors: true}]\nreplicas: [{name: a, count: 2}]\n',
];
