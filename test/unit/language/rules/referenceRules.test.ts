// The rules across files: their examples, and what must stay silent.
import assert from 'node:assert/strict';
import type { Finding } from '../../../../src/language/lint/finding.ts';
import { DEFAULT_LINT_CONFIG, type LintConfig } from '../../../../src/language/lint/lintConfig.ts';
import { movedFinding } from '../../../../src/language/lint/movedFinding.ts';
import { ReferenceLinter } from '../../../../src/language/lint/referenceLinter.ts';
import type { RuleInfo } from '../../../../src/language/lint/rule.ts';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { referenceRules } from '../../../../src/language/rules/references/referenceRules.ts';
import { WorkspaceIndex } from '../../../../src/language/workspace/workspaceIndex.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

/** Findings of the first file, with offsets in it. */
function lint(files: Readonly<Record<string, string>>, config: LintConfig = DEFAULT_LINT_CONFIG): readonly Finding[] {
  const index = new WorkspaceIndex();
  for (const [uri, text] of Object.entries(files)) index.set(uri, readManifests(text));
  const [first = ''] = Object.keys(files);
  const documents = index.documents(first);
  return new ReferenceLinter(index, config).lint(first).flatMap((found, at) => {
    const by = documents[at]?.start ?? 0;
    return found.map((finding) => movedFinding(finding, by));
  });
}

const ids = (found: readonly Finding[]): string[] => found.map(({ rule }) => rule);

describe('examples of rules across files', () => {
  describeExamples(referenceRules, (text: string, rule: RuleInfo) =>
    lint({ a: text }, { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) }),
  );
});

describe('rules across files', () => {
  const job = (env: string) =>
    `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\n  namespace: a\nspec:\n  template:\n    spec:\n      containers:\n        - name: c\n          image: c:1\n          envFrom:\n            - configMapRef: ${env}\n`;
  const config = (name: string, namespace: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata: {}\n`;

  it('find what another file defines', () => {
    assert.deepEqual(ids(lint({ a: job('{ name: x }'), b: config('x', 'a') })), []);
    assert.deepEqual(ids(lint({ a: job('{ name: x }'), b: config('other', 'a') })), ['ref-configmap-secret']);
  });

  it('keep namespaces apart', () => {
    assert.deepEqual(ids(lint({ a: job('{ name: x }'), b: config('x', 'b') })), ['ref-configmap-secret']);
  });

  it('judge keys by objects of the same folder alone', () => {
    const key = '{ name: x, key: mode }';
    const pod = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: a\nspec:\n  containers:\n    - name: c\n      env:\n        - name: M\n          valueFrom:\n            configMapKeyRef: ${key}\n`;
    assert.deepEqual(ids(lint({ 'f/a': pod, 'f/b': config('x', 'a') })), ['ref-configmap-key']);
    assert.deepEqual(ids(lint({ 'f/a': pod, 'g/b': config('x', 'a') })), []);
  });

  it('say nothing where the cluster may have it, of what is optional, and of templates', () => {
    assert.deepEqual(ids(lint({ a: job('{ name: x }') })), []);
    assert.deepEqual(ids(lint({ a: job('{ name: x, optional: true }'), b: config('y', 'a') })), []);
    assert.deepEqual(ids(lint({ a: job('{ name: "{{ .Values.x }}" }'), b: config('y', 'a') })), []);
  });

  it('forget what a file no longer defines', () => {
    const index = new WorkspaceIndex();
    index.set('a', readManifests(job('{ name: x }')));
    index.set('b', readManifests(`${config('x', 'a')}---\n${config('y', 'a')}`));
    const linter = new ReferenceLinter(index, DEFAULT_LINT_CONFIG);
    assert.deepEqual(linter.lint('a').flatMap(ids), []);
    index.set('b', readManifests(config('y', 'a')));
    assert.deepEqual(linter.lint('a').flatMap(ids), ['ref-configmap-secret']);
    index.delete('b');
    assert.deepEqual(linter.lint('a').flatMap(ids), []);
  });

  it('say nothing of a Service when a controller labels pods', () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  selector:\n    app: x\n';
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n    app: y\nspec:\n  containers:\n    - name: c\n      image: c:1\n';
    const cluster =
      'apiVersion: ray.io/v1\nkind: RayCluster\nmetadata:\n  name: r\nspec:\n  headGroupSpec:\n    template:\n      spec:\n        containers:\n          - name: c\n            image: c:1\n';
    assert.deepEqual(ids(lint({ a: service, b: pod })), ['ref-service-no-pods']);
    assert.deepEqual(ids(lint({ a: service, b: pod, c: cluster })), []);
  });

  it('hold two objects against each other where they surely meet', () => {
    const scaled = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: serve\nspec:\n  replicas: 2\n`;
    const scaler = (name: string, metric = '') =>
      `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: ${name}\nspec:\n  scaleTargetRef: { kind: Deployment, name: serve }\n${metric}`;
    const found = (files: Readonly<Record<string, string>>) => ids(lint(files));
    assert.deepEqual(found({ 'a/d.yaml': scaled, 'a/h.yaml': scaler('h') }), ['hpa-and-replicas']);
    // The other folder may be for another cluster.
    assert.deepEqual(found({ 'a/d.yaml': scaled, 'b/h.yaml': scaler('h') }), []);
    assert.deepEqual(found({ 'a/d.yaml': scaled.replace('2', '{{ x }}'), 'a/h.yaml': scaler('h') }), []);
    assert.deepEqual(found({ 'a/h.yaml': scaler('h'), 'a/i.yaml': scaler('i') }), ['ref-hpa-duplicate']);
    assert.deepEqual(found({ 'a/h.yaml': scaler('h'), 'a/i.yaml': scaler('h') }), []);
    // Without GPUs CPU is a fine thing to look at.
    const cpu = '  metrics: [{ type: Resource, resource: { name: cpu } }]\n';
    assert.deepEqual(found({ 'a/h.yaml': scaler('h', cpu), 'a/d.yaml': scaled }), []);
  });

  it('know which claims several training pods cannot share', () => {
    const training = (pods: string, command = 'torchrun') =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec:\n${pods}  template:\n    spec:\n      containers: [{ name: c, command: [${command}, a.py], image: i:1 }]\n      volumes: [{ name: v, persistentVolumeClaim: { claimName: data } }]\n`;
    const claim = (...modes: string[]) =>
      `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\nspec: { accessModes: [${modes.join(', ')}] }\n`;
    const found = (job: string, pvc: string) => ids(lint({ a: job, b: pvc }));
    assert.deepEqual(found(training('  parallelism: 4\n'), claim('ReadWriteOnce')), ['train-rwo-multi-replica']);
    for (const [job, pvc] of [
      [training(''), claim('ReadWriteOnce')],
      [training('  parallelism: "{{ n }}"\n'), claim('ReadWriteOnce')],
      [training('  parallelism: 4\n'), claim('ReadWriteOnce', 'ReadWriteMany')],
      [training('  parallelism: 4\n'), claim()],
    ] as const)
      assert.deepEqual(found(job, pvc), [], job + pvc);
  });
});
