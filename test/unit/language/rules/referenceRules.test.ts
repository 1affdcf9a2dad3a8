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

  describe('look at what belongs together', () => {
    const on = (...rules: string[]): LintConfig => ({
      ...DEFAULT_LINT_CONFIG,
      rules: new Map([
        ...referenceRules.map(({ id }) => [id, 'off'] as const),
        ...rules.map((id) => [id, 'error'] as const),
      ]),
    });
    const named = (apiVersion: string, kind: string, name: string, rest = '') =>
      `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: a }\n${rest}`;
    const servers = (replicas: string, labels = 'app: x', gpu = ', resources: { limits: { nvidia.com/gpu: 1 } }') =>
      named(
        'apps/v1',
        'Deployment',
        'd',
        `spec:\n  replicas: ${replicas}\n  template:\n    metadata: { labels: { ${labels} } }\n    spec: { containers: [{ name: c, image: i:1${gpu} }] }\n`,
      );
    const budget = (selector: string, keeps = '1') =>
      named('policy/v1', 'PodDisruptionBudget', 'p', `spec: { minAvailable: ${keeps}, selector: ${selector} }\n`);

    it('pods and the budgets that may select them', () => {
      const found = (...texts: string[]) =>
        ids(
          lint(Object.fromEntries(texts.map((text, at) => [`f/${at}`, text])), on('serve-no-pdb', 'workload-no-pdb')),
        );
      assert.deepEqual(found(servers('2')), ['serve-no-pdb']);
      assert.deepEqual(found(servers('2', 'app: x', '')), ['workload-no-pdb']);
      assert.deepEqual(found(servers('2'), budget('{ matchLabels: { app: y } }')), ['serve-no-pdb']);
      for (const [workload, other] of [
        [servers('1'), ''],
        [servers('"{{ n }}"'), ''],
        [servers('2', 'app: "{{ x }}"'), ''],
        [servers('2'), budget('{ matchLabels: { app: x } }')],
        [servers('2'), budget('{}')],
        [servers('2'), budget('{ matchExpressions: [{ key: app, operator: Exists }] }')],
        [servers('2'), budget('{ matchLabels: { app: "{{ x }}" } }')],
      ] as const)
        assert.deepEqual(found(workload, other), [], workload + other);
    });

    it('budgets and autoscalers', () => {
      const scaler = (least: string) =>
        named(
          'autoscaling/v2',
          'HorizontalPodAutoscaler',
          'h',
          `spec: { minReplicas: ${least}, maxReplicas: 9, scaleTargetRef: { kind: Deployment, name: d } }\n`,
        );
      const found = (least: string, keeps: string) =>
        ids(
          lint(
            { 'f/h': scaler(least), 'f/d': servers('2'), 'f/p': budget('{ matchLabels: { app: x } }', keeps) },
            on('pdb-gt-hpa-min'),
          ),
        );
      assert.deepEqual(found('2', '3'), ['pdb-gt-hpa-min']);
      for (const [least, keeps] of [
        ['3', '3'],
        ['2', '100%'],
        ['"{{ n }}"', '3'],
      ] as const)
        assert.deepEqual(found(least, keeps), [], least + keeps);
    });

    it('budgets and the number of pods', () => {
      const found = (replicas: string, keeps: string, ...more: string[]) => {
        const workload = servers(replicas).replace('spec:\n', 'spec:\n  selector: { matchLabels: { app: x } }\n');
        const texts = [budget('{ matchLabels: { app: x } }', keeps), workload, ...more];
        return ids(lint(Object.fromEntries(texts.map((text, at) => [`f/${at}`, text])), on('pdb-min-available')));
      };
      const scaler = named(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'h',
        'spec: { scaleTargetRef: { kind: Deployment, name: d } }\n',
      );
      assert.deepEqual(found('2', '2'), ['pdb-min-available']);
      assert.deepEqual(found('3', '2'), []);
      assert.deepEqual(found('"{{ n }}"', '2'), []);
      assert.deepEqual(found('2', '2', scaler), []);
      assert.deepEqual(found('2', '2', named('keda.sh/v1alpha1', 'ScaledObject', 's')), []);
      assert.deepEqual(found('2', '2', servers('5').replace('name: d', 'name: e')), []);
    });

    it('ports of Services by number', () => {
      const service = named('v1', 'Service', 's', 'spec: { ports: [{ name: http, port: 80 }] }\n');
      const ingress = (port: string) =>
        named(
          'networking.k8s.io/v1',
          'Ingress',
          'i',
          `spec: { defaultBackend: { service: { name: s, port: { ${port} } } } }\n`,
        );
      const found = (port: string) => ids(lint({ 'f/1': ingress(port), 'f/2': service }, on('ref-ingress-service')));
      assert.deepEqual(found('number: 8080'), ['ref-ingress-service']);
      assert.deepEqual(found('number: 80'), []);
      assert.deepEqual(found('name: http'), []);
    });

    it('paths of two Ingresses, but not of a canary, of other folders, or of two versions of one', () => {
      const ingress = (name: string, more = '') =>
        named(
          'networking.k8s.io/v1',
          'Ingress',
          name,
          'spec: { rules: [{ host: h.example.com, http: { paths: [{ path: /a, pathType: Prefix }] } }] }\n',
        ).replace('namespace: a', `namespace: a${more}`);
      const canary = ', annotations: { nginx.ingress.kubernetes.io/canary: "true" }';
      const found = (files: Record<string, string>) => ids(lint(files, on('ingress-duplicate-path')));
      assert.deepEqual(found({ 'f/1': ingress('one'), 'f/2': ingress('two') }), ['ingress-duplicate-path']);
      assert.deepEqual(found({ 'f/1': ingress('one'), 'g/2': ingress('two') }), []);
      assert.deepEqual(found({ 'f/1': ingress('one'), 'f/2': ingress('one') }), []);
      assert.deepEqual(found({ 'f/1': ingress('one'), 'f/2': ingress('two', canary) }), []);
    });

    it('jobs and queues', () => {
      const job = (labels = '') =>
        named(
          'batch/v1',
          'Job',
          'j',
          'spec: { template: { spec: { containers: [{ name: c, image: i:1, resources: { limits: { nvidia.com/gpu: 1 } } }] } } }\n',
        ).replace('namespace: a', `namespace: a${labels}`);
      const queue = (name: string, namespace = 'a') =>
        named('kueue.x-k8s.io/v1beta1', 'LocalQueue', name, 'spec: { clusterQueue: all }\n').replace(
          'namespace: a',
          `namespace: ${namespace}`,
        );
      const found = (...texts: string[]) =>
        ids(lint(Object.fromEntries(texts.map((text, at) => [`f/${at}`, text])), on('kueue-label-missing')));
      assert.deepEqual(found(job(), queue('q')), ['kueue-label-missing']);
      assert.deepEqual(found(job(', labels: { kueue.x-k8s.io/queue-name: q }'), queue('q')), []);
      assert.deepEqual(found(job(), queue('q'), queue('default')), []);
      assert.deepEqual(found(job(), queue('q', 'b')), []);
      assert.deepEqual(found(job()), []);
    });

    it('monitors and Services, where the label is used at all', () => {
      const service = (labels: string) =>
        named('v1', 'Service', 's').replace('namespace: a', `namespace: a, labels: { ${labels} }`);
      const monitor = (more = '') =>
        named(
          'monitoring.coreos.com/v1',
          'ServiceMonitor',
          'm',
          `spec: { selector: { matchLabels: { app: x } }${more} }\n`,
        );
      const found = (one: string, other: string) => ids(lint({ 'f/1': one, 'f/2': other }, on('ref-servicemonitor')));
      assert.deepEqual(found(monitor(), service('app: y')), ['ref-servicemonitor']);
      assert.deepEqual(found(monitor(), service('app: x')), []);
      assert.deepEqual(found(monitor(), service('tier: x')), []);
      assert.deepEqual(found(monitor(), service('app: "{{ x }}"')), []);
    });
  });
});
