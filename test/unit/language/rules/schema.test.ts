// What is said of objects by the schemas of their kinds: exact places, and silence where nobody can tell.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import type { Finding } from '../../../../src/language/lint/finding.ts';
import { schemaRules } from '../../../../src/language/rules/schema/schemaRules.ts';
import { yamlRules } from '../../../../src/language/rules/yaml/yamlRules.ts';
import { yamlTextRules } from '../../../../src/language/rules/yaml/yamlTextRules.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { manifestFindings } from '../../../support/manifestFindings.ts';
import { applyEdits } from '../../../support/ruleExamples.ts';

const OWN = new Set([...schemaRules, ...yamlRules, ...yamlTextRules].map(({ id }) => id));

/** `rule: underlined text` of each finding of the schema rules. */
function found(text: string, kubernetesMinor = 36): readonly string[] {
  return manifestFindings(text, { kubernetesMinor }, bundledSchemas())
    .filter(({ rule }) => OWN.has(rule))
    .map(({ rule, start, end }) => `${rule}: ${text.slice(start, end)}`);
}

function findingOf(text: string, rule: string): Finding | undefined {
  return manifestFindings(text, {}, bundledSchemas()).find((finding) => finding.rule === rule);
}

const message = (text: string, rule: string): string | undefined => findingOf(text, rule)?.message;

const RAY = (container: string): string => `apiVersion: ray.io/v1
kind: RayCluster
metadata:
  name: ray
spec:
  headGroupSpec:
    rayStartParams: {}
    template:
      spec:
        containers:
          - name: head
            image: ray:2
            ${container}
`;

describe('schemas of kinds', () => {
  const cases: readonly (readonly [what: string, text: string, ...expected: string[]])[] = [
    ['a good Deployment', deploymentWith('image: web:1')],
    [
      'a name that JobSet’s webhook gives',
      `apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
metadata: { name: a }
spec:
  failurePolicy: { maxRestarts: 1, rules: [{ action: FailJobSet }] }
  replicatedJobs: [{ name: w, template: { spec: { template: { spec: { containers: [{ name: c, image: c:1 }] } } } } }]
`,
    ],
    [
      'the metadata that Katib gives a trial',
      `apiVersion: kubeflow.org/v1beta1
kind: Experiment
metadata: { name: a }
spec:
  trialTemplate:
    trialSpec:
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      spec: { entrypoint: a, templates: [{ name: a, container: { image: a:1 } }] }
`,
    ],
    ['a misspelt field', deploymentWith('imagePullPolcy: Always'), 'k8s-unknown-field: imagePullPolcy'],
    [
      'two in different containers',
      deploymentWith('foo: 1\n', 'initContainers:\n  - name: a\n    bar: 2'),
      'k8s-unknown-field: bar',
      'k8s-unknown-field: foo',
    ],
    ['text for a number', deploymentWith('ports:\n  - containerPort: http'), 'k8s-wrong-type: http'],
    [
      'a list for a map',
      jobWith('image: a', 'restartPolicy: Never\nsecurityContext: [1]'),
      'k8s-wrong-type: securityContext',
    ],
    ['a scalar for a list', deploymentWith('args: --fast'), 'k8s-wrong-type: --fast'],
    ['yes for text', deploymentWith('env:\n  - name: A\n    value: yes'), 'yaml-11-bool: yes'],
    ['true for text', deploymentWith('env:\n  - name: A\n    value: true'), 'k8s-wrong-type: true'],
    ['an octal number for text', deploymentWith('env:\n  - name: A\n    value: 012'), 'yaml-11-number: 012'],
    ['a common number for text', deploymentWith('env:\n  - name: A\n    value: 12'), 'k8s-wrong-type: 12'],
    ['a whole number with a fraction of nothing', deploymentWith('ports:\n  - containerPort: 8080.0')],
    ['a quoted boolean', deploymentWith('stdin: "true"'), 'k8s-wrong-type: "true"'],
    ['a float for cpu of a pod', deploymentWith('resources:\n  limits:\n    cpu: 0.5')],
    ['a float for cpu of a CRD', RAY('resources: {limits: {cpu: 0.5}}'), 'crd-quantity-float: 0.5'],
    [
      'a float for a port of Kubernetes',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, targetPort: 80.5}]}\n',
      'k8s-wrong-type: 80.5',
    ],
    ['an amount with a B', RAY('resources: {limits: {memory: 16GB}}'), 'k8s-quantity-syntax: 16GB'],
    ['half a byte', deploymentWith('resources:\n  limits:\n    memory: 512m'), 'k8s-quantity-syntax: 512m'],
    ['thousandths of a core', deploymentWith('resources:\n  limits:\n    cpu: 512m')],
    ['a value out of an enum', deploymentWith('imagePullPolicy: Sometimes'), 'k8s-enum: Sometimes'],
    ['an empty text in an enum of Kubernetes', deploymentWith('imagePullPolicy: ""')],
    ['a missing field', deploymentWith('ports:\n  - name: http'), 'k8s-missing-required: name: http'],
    [
      'a missing field that is null',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n',
      'k8s-missing-required: spec',
    ],
    ['a field without a value', deploymentWith('args:'), 'yaml-null-value: args'],
    ['an explicit null', deploymentWith('args: null')],
    [
      'a label without a value',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    a:\nspec: {containers: [{name: a}]}\n',
    ],
    ['a status', `${deploymentWith('image: a')}status:\n  conditions:\n    - foo: 1\n`, 'k8s-readonly-field: status'],
    [
      'fields of the server that a generator left empty',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, creationTimestamp: null, resourceVersion: ""}\n',
    ],
    [
      'a required field that the server does without',
      'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\ndescription: b\n',
    ],
    ['a placeholder that looks like a map', deploymentWith('image: {image}')],
    [
      'instructions of a patch',
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n    - $patch: delete\n      name: http\n',
    ],
    [
      'a decimal mode',
      deploymentWith('image: a', 'volumes:\n  - name: a\n    secret:\n      defaultMode: 644'),
      'yaml-octal-mode: 644',
    ],
    [
      'the decimal form of a good mode',
      deploymentWith('image: a', 'volumes:\n  - name: a\n    secret:\n      defaultMode: 420'),
    ],
    ['an octal mode', deploymentWith('image: a', 'volumes:\n  - name: a\n    secret:\n      defaultMode: 0644')],
    [
      'bad base64',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: "no base64!"}\n',
      'k8s-pattern-format: "no base64!"',
    ],
    [
      'a number that is too large for int32',
      deploymentWith('ports:\n  - containerPort: 3000000000'),
      'k8s-pattern-format: 3000000000',
    ],
  ];
  for (const [what, text, ...expected] of cases) it(what, () => assert.deepEqual(found(text), expected));

  it('says where a field belongs', () => {
    assert.match(message(deploymentWith('image: a\nreplicas: 2'), 'k8s-unknown-field') ?? '', /belongs under “spec”/);
    assert.match(
      message(jobWith('image: a', 'restartPolicy: Never\nbackoffLimit: 2'), 'k8s-unknown-field') ?? '',
      /belongs under “spec”/,
    );
  });

  it('does not guess where a field belongs that many things have', () => {
    const text = deploymentWith('image: a').replace('    spec:\n', '    kind: Pod\n    spec:\n');
    assert.equal(message(text, 'k8s-unknown-field'), '“kind” does not exist here.');
  });

  it('moves a field to where it belongs', () => {
    const text = deploymentWith('image: a\nreplicas: 3 # three').replace('  replicas: 2\n', '');
    const [fix] = findingOf(text, 'k8s-unknown-field')?.fixes?.() ?? [];
    const fixed = applyEdits(text, fix?.edits ?? []);
    assert.deepEqual(found(fixed), []);
    assert.match(fixed, /\n {2}replicas: 3 # three\n/);
    assert.doesNotMatch(fixed, /\n {10}replicas/);
  });

  it('offers no move where the target is written in brackets', () => {
    const text =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {}, template: {spec: {containers: [{name: a, replicas: 2}]}}}\n';
    assert.deepEqual(
      findingOf(text, 'k8s-unknown-field')
        ?.fixes?.()
        .map(({ title }) => title),
      ['Remove “replicas”'],
    );
  });

  it('names what was probably meant', () => {
    assert.match(message(deploymentWith('imagepullpolicy: Always'), 'k8s-unknown-field') ?? '', /imagePullPolicy/);
    assert.match(message(deploymentWith('imagePullPolicy: ifnotpresent'), 'k8s-enum') ?? '', /“IfNotPresent”/);
  });

  it('says nothing of placeholders', () => {
    assert.deepEqual(
      found(deploymentWith('image: a\nports:\n  - containerPort: ${PORT}\nimagePullPolicy: $(POLICY)')),
      [],
    );
    assert.deepEqual(
      found(deploymentWith('image: a\nimagePullPolicy: {{ .Values.policy }}\nports:\n{{ toYaml .Values.ports }}')),
      [],
    );
  });

  it('says nothing of blocks that a template fills', () => {
    assert.deepEqual(found(deploymentWith('image: a\nimagePullPolicy: |-\n  {{- .Values.policy }}')), []);
  });

  it('says nothing of what may come from a template, and still finds what cannot', () => {
    const text = `{{- if .Values.on }}\n${deploymentWith('nme: a\nports:\n  - name: http')}{{- end }}`;
    assert.deepEqual(found(text), ['k8s-unknown-field: nme']);
  });

  it('keeps silent about what is missing behind a line that cannot be read', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      ports:\n        - name: a: b\n';
    assert.deepEqual(
      found(text).filter((line) => !line.startsWith('yaml-syntax')),
      [],
    );
  });

  it('follows aliases and merged maps', () => {
    const merged =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - &a {name: a, image: b}\n    - {<<: *a, nme: c}\n';
    assert.deepEqual(found(merged), ['k8s-unknown-field: nme']);
    const alias =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: &l {a: b}}\nspec: {containers: [{name: a, ports: *l}]}\n';
    assert.deepEqual(found(alias), ['k8s-wrong-type: labels']);
  });

  it('reads CRLF and byte-order marks', () => {
    const text = `\ufeff${deploymentWith('imagePullPolcy: Always')}`.replaceAll('\n', '\r\n');
    assert.deepEqual(found(text), ['k8s-unknown-field: imagePullPolcy']);
  });

  it('does not ask patches for what they patch', () => {
    assert.deepEqual(
      found(
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec: {containers: [{name: a}]}\n',
      ),
      [],
    );
    assert.deepEqual(found('apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n$patch: delete\n'), []);
  });

  it('knows in which version of Kubernetes a field and a kind are there', () => {
    const job = jobWith('image: a').replace('backoffLimit: 2', 'managedBy: a.b/c');
    assert.deepEqual(found(job, 29), ['k8s-unknown-field: managedBy']);
    assert.deepEqual(found(job, 30), []);
    const claim =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a}]\n  resourceClaims: [{name: a, source: {resourceClaimName: b}}]\n';
    assert.deepEqual(found(claim, 30), []);
    assert.deepEqual(found(claim, 36), ['k8s-unknown-field: source']);
    const flow = (version: string): string =>
      `apiVersion: flowcontrol.apiserver.k8s.io/${version}\nkind: FlowSchema\nmetadata: {name: a}\nspec: {priorityLevelConfiguration: {name: a}}\n`;
    assert.deepEqual(found(flow('v1beta3'), 28), []);
    assert.deepEqual(found(flow('v1beta3'), 30), ['k8s-deprecated-api: flowcontrol.apiserver.k8s.io/v1beta3']);
    assert.deepEqual(found(flow('v1beta3'), 32), ['k8s-removed-api: flowcontrol.apiserver.k8s.io/v1beta3']);
  });

  it('knows versions that a CRD calls deprecated', () => {
    const queue = (version: string): string =>
      `apiVersion: kueue.x-k8s.io/${version}\nkind: LocalQueue\nmetadata: {name: a}\nspec: {clusterQueue: b}\n`;
    assert.deepEqual(found(queue('v1beta1')), ['k8s-deprecated-api: kueue.x-k8s.io/v1beta1']);
    assert.deepEqual(found(queue('v1beta2')), []);
    assert.match(message(queue('v1beta1'), 'k8s-deprecated-api') ?? '', /Use kueue\.x-k8s\.io\/v1beta2/);
  });

  it('judges unknown kinds only where a mistake is likely', () => {
    const kind = (apiVersion: string, name: string): string =>
      `apiVersion: ${apiVersion}\nkind: ${name}\nmetadata: {name: a}\n`;
    assert.deepEqual(found(kind('apps/v1', 'Deploymet')), ['k8s-unknown-kind: Deploymet']);
    assert.deepEqual(found(kind('v1', 'Deployment')), ['k8s-unknown-kind: Deployment']);
    assert.deepEqual(found(kind('ray.io/v2', 'RayCluster')), ['k8s-unknown-kind: RayCluster']);
    for (const [apiVersion, name] of [
      ['argoproj.io/v1alpha1', 'Application'],
      ['cert-manager.io/v1', 'Certificate'],
      ['metrics.k8s.io/v1beta1', 'NodeMetrics'],
      ['v1', 'Config'],
      ['builtin', 'PatchTransformer'],
    ] as const)
      assert.deepEqual(found(kind(apiVersion, name)), [], name);
  });

  it('looks at the items of a List as objects', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n    spec: {containers: [{name: a, imag: b}]}\n';
    assert.deepEqual(found(text), ['k8s-unknown-field: imag']);
  });

  it('knows that some webhooks write objects again before they are checked', () => {
    const queue = (quota: string): string =>
      `apiVersion: kueue.x-k8s.io/v1beta2\nkind: ClusterQueue\nmetadata: {name: a}\nspec:\n  resourceGroups:\n    - coveredResources: [cpu]\n      flavors: [{name: a, resources: [{name: cpu${quota}}]}]\n`;
    assert.deepEqual(found(queue(', nominalQuota: 0.5')), []);
    assert.deepEqual(found(queue('')), []);
    assert.deepEqual(found(queue(', nominalQuota: 16GB')), ['k8s-quantity-syntax: 16GB']);
  });

  it('knows items of a list that are the same', () => {
    const ports = (second: string): string => RAY(`ports: [{containerPort: 1}, ${second}]`);
    assert.deepEqual(found(ports('{containerPort: 1}')), ['k8s-pattern-format: {containerPort: 1}']);
    assert.deepEqual(found(ports('{containerPort: 1, protocol: UDP}')), []);
    assert.deepEqual(found(deploymentWith('ports: [{containerPort: 1}, {containerPort: 1}]')), []);
  });

  it('is not led astray by names that JavaScript knows', () => {
    assert.deepEqual(found(deploymentWith('constructor: 1\n__proto__: 2')), [
      'k8s-unknown-field: constructor',
      'k8s-unknown-field: __proto__',
    ]);
  });

  it('ends on aliases of aliases and on maps that merge themselves', () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]'];
    for (let level = 1; level < 12; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    found(`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: []\n  ${lines.join('\n  ')}\n`);
    found('apiVersion: v1\nkind: Pod\nmetadata: &m {name: a, <<: *m}\nspec: &s {<<: *s}\n');
  });
});

describe('keys and anchors', () => {
  const map = (lines: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${lines}`;
  const cases: readonly (readonly [what: string, lines: string, ...expected: string[]])[] = [
    ['a key twice', '  a: "1"\n  b: "2"\n  a: "3"\n', 'yaml-duplicate-key: a'],
    [
      'a key twice among many',
      `${Array.from({ length: 40 }, (_, index) => `  k${index}: a\n`).join('')}  k7: b\n`,
      'yaml-duplicate-key: k7',
    ],
    ['on as a key', '  on: a\n', 'yaml-11-key: on'],
    ['quoted on as a key', '  "on": a\n'],
    ['a number as a key', '  8080: a\n'],
    ['a number that is read otherwise', '  0x10: a\n', 'yaml-11-key: 0x10'],
    ['an alias that nothing stands for', '  a: *b\n', 'yaml-syntax: *b'],
    ['an anchor within itself', '  a: &b [*b]\n', 'k8s-wrong-type: a', 'yaml-syntax: *b'],
    ['an anchor that nobody uses', '  a: &b c\n', 'yaml-unused-anchor: &b'],
    ['an anchor that is used', '  a: &b c\n  d: *b\n'],
    ['a number that JSON lacks', '  a: .inf\n', 'yaml-syntax: .inf'],
  ];
  for (const [what, lines, ...expected] of cases) it(what, () => assert.deepEqual(found(map(lines)), expected));

  it('says nothing of files that are no manifests', () => assert.deepEqual(found('on: push\na: 1\na: 2\n'), []));
});
