// The cases of the rules of operators that their examples do not show: what must stay silent above all.
import assert from 'node:assert/strict';
import { operatorRules } from '../../../../src/language/rules/operators/operatorRules.ts';
import { lintText, marked } from './lintText.ts';

/** The good example of a rule, with parts replaced. */
function good(rule: string, ...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  const page = operatorRules.find(({ id }) => id === rule)?.page();
  assert.ok(page, rule);
  return changes.reduce((text, [from, to]) => {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, `${String(from)} is not in the example of ${rule}`);
    return changed;
  }, page.good);
}

const ROLE = '        spec:\n          containers:\n            - name: pytorch\n              image: trainer:1\n';

const CASES: readonly (readonly [what: string, rule: string, text: string, found: readonly string[]])[] = [
  [
    'a number in a template',
    'pytorchjob-master-replicas',
    good('pytorchjob-master-replicas', ['replicas: 1', 'replicas: "{{ n }}"']),
    [],
  ],
  [
    'replicas that are missing',
    'pytorchjob-master-replicas',
    good('pytorchjob-master-replicas', ['      replicas: 1\n', '']),
    ['Master'],
  ],
  [
    'null, which is nothing',
    'pytorchjob-worker-replicas',
    good('pytorchjob-worker-replicas', [/Worker:\n {6}replicas: 1/, 'Worker:\n      replicas: null']),
    [],
  ],
  [
    'one of several containers has the name',
    'pytorchjob-container-name',
    good('pytorchjob-container-name', [
      '            - name: pytorch\n',
      '            - name: logs\n              image: logs:1\n            - name: pytorch\n',
    ]),
    [],
  ],
  [
    'a name in a template',
    'pytorchjob-container-name',
    good(
      'pytorchjob-container-name',
      ['- name: pytorch', '- name: "{{ name }}"'],
      ['- name: pytorch', '- name: "{{ name }}"'],
    ),
    [],
  ],
  [
    'roles from an alias',
    'pytorchjob-master-replicas',
    'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  base: &r\n    replicas: 2\n  pytorchReplicaSpecs:\n    Master: *r\n',
    ['2'],
  ],
  [
    'a merged map',
    'pytorchjob-master-replicas',
    'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nspec:\n  base: &r\n    replicas: 1\n  pytorchReplicaSpecs:\n    Master:\n      <<: *r\n',
    [],
  ],
  [
    'a kind of another group',
    'pytorchjob-master-replicas',
    'apiVersion: example.com/v1\nkind: PyTorchJob\nspec:\n  pytorchReplicaSpecs:\n    Master:\n      replicas: 4\n',
    [],
  ],
  [
    'MPIJob of the other operator',
    'mpijob-worker-replicas',
    good('mpijob-worker-replicas', ['v2beta1', 'v1'], ['      replicas: 2\n', '']),
    [],
  ],
  [
    'workers without a number',
    'mpijob-worker-replicas',
    good('mpijob-worker-replicas', ['      replicas: 2\n', '']),
    ['Worker'],
  ],
  [
    'a launcher without a number',
    'mpijob-launcher-replicas',
    good('mpijob-launcher-replicas', ['      replicas: 1\n', '']),
    [],
  ],
  [
    'a list where a map should be',
    'trainjob-numproc',
    'apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nspec:\n  trainer: [numNodes]\n',
    [],
  ],
  [
    'a text where a number should be',
    'trainjob-numproc',
    good('trainjob-numproc', ['numNodes: 2', 'numNodes: two']),
    [],
  ],
  [
    'a failure rule without a name',
    'jobset-failure-rule-name',
    good('jobset-failure-rule-name', ['name: host_lost\n        action', 'action']),
    [],
  ],
  [
    'a job that depends on itself',
    'jobset-dependson-unknown',
    good('jobset-dependson-unknown', ['- name: driver\n          status', '- name: workers\n          status']),
    [],
  ],
  [
    'a name that is generated',
    'jobset-name-length',
    good('jobset-name-length', ['  name: train\n', `  generateName: ${'a'.repeat(60)}\n`]),
    [],
  ],
  [
    'an unknown replica count',
    'jobset-name-length',
    good('jobset-name-length', ['replicas: 2', 'replicas: "{{ n }}"']),
    [],
  ],
  [
    'metadata of a trial',
    'katib-param-reference-missing',
    good('katib-param-reference-missing', ['reference: lr', 'reference: ${trialSpec.Name}']),
    [],
  ],
  [
    'a placeholder in a comment',
    'katib-param-undeclared',
    good('katib-param-undeclared', [
      '            containers:',
      '            # ${trialParameters.other}\n            containers:',
    ]),
    [],
  ],
  [
    'a step of choices',
    'katib-feasible-list-vs-range',
    good('katib-feasible-list-vs-range', ['list: [sgd, adam]', 'list: [sgd]\n        step: "1"']),
    ['step'],
  ],
  [
    'a trial without pods',
    'katib-primary-container',
    good('katib-primary-container', [/ {12}containers:[\s\S]*$/, '            nodeName: a\n']),
    [],
  ],
  ['no limit of replicas', 'kserve-replicas', good('kserve-replicas', ['maxReplicas: 3', 'maxReplicas: 0']), []],
  [
    'a metric where the mode is not said',
    'kserve-autoscaler-metric',
    good(
      'kserve-autoscaler-metric',
      ['    serving.kserve.io/deploymentMode: Standard\n', ''],
      ['scaleMetric: cpu', 'scaleMetric: rps'],
    ),
    [],
  ],
  [
    'a transformer beside the predictor',
    'kserve-transformer-exact-one-model',
    good('kserve-transformer-exact-one-model', [
      '    model:',
      '    containers:\n      - name: transformer-container\n        image: a:1\n    model:',
    ]),
    [],
  ],
  ['borrowing in version v1beta1', 'kueue-borrow-lend', good('kueue-borrow-lend', ['cohortName', 'cohort']), []],
  [
    'a cohort in a template',
    'kueue-borrow-lend',
    good('kueue-borrow-lend', ['cohortName: research', 'cohortName: {{ cohort }}']),
    [],
  ],
  ['a quota with a unit', 'kueue-borrow-lend', good('kueue-borrow-lend', ['nominalQuota: 8', 'nominalQuota: 4k']), []],
  ['both in a cluster of its own', 'rayjob-cluster-xor-selector', good('rayjob-cluster-xor-selector'), []],
  [
    'a container without limits beside Ray',
    'ray-no-memory-limit',
    good('ray-no-memory-limit', [
      '          - name: ray-head\n            image: rayproject/ray:2.56.0\n',
      '          - name: ray-head\n            image: rayproject/ray:2.56.0\n            ports: []\n',
    ]),
    [],
  ],
  [
    'a version with a commit',
    'ray-version-image-mismatch',
    good('ray-version-image-mismatch', [
      'image: rayproject/ray:2.56.0',
      'image: rayproject/ray:2.56.0.abc123-py311-gpu',
    ]),
    [],
  ],
  [
    'a service that suspends nothing',
    'rayjob-suspend',
    good('rayjob-suspend', [
      '  shutdownAfterJobFinishes: true\n',
      '  shutdownAfterJobFinishes: true\n  suspend: true\n',
    ]),
    [],
  ],
  [
    'a cron job that is suspended',
    'rayjob-suspend',
    good('raycron-schedule', ['  schedule:', '  suspend: true\n  schedule:']),
    [],
  ],
  [
    'policies in the order of deletion',
    'rayjob-deletion-rules',
    good('rayjob-deletion-rules', ['ttlSeconds: 600', 'ttlSeconds: 60']),
    [],
  ],
  [
    'a splitter with a weight from a template',
    'kserve-graph-weights',
    good('kserve-graph-weights', ['weight: 20', 'weight: {{ .Values.new }}']),
    [],
  ],
  [
    'a sequence without weights',
    'kserve-graph-weights',
    good('kserve-graph-weights', ['Splitter', 'Sequence'], ['          weight: 80\n', '']),
    [],
  ],
  [
    'a step without a target',
    'kserve-graph-target',
    good('kserve-graph-target', ['          serviceName: chat-v2\n', '']),
    ['new'],
  ],
  [
    'routes at the gateway of the cluster',
    'llm-route-managed-gateway',
    good('llm-route-managed-gateway', [
      '    gateway:\n      refs:\n        - name: public\n          namespace: gateways\n',
      '',
    ]),
    [],
  ],
  [
    'scaling beside a number',
    'llm-scaling',
    good('llm-scaling', ['  scaling:', '  replicas: 2\n  scaling:']),
    ['scaling'],
  ],
  [
    'scaling in the version before',
    'llm-scaling',
    good('llm-scaling', ['v1alpha2', 'v1alpha1'], ['minReplicas: 2', 'minReplicas: 9']),
    [],
  ],
  [
    'no workers and no parallelism',
    'llm-worker-parallelism',
    good('llm-worker-parallelism', ['  worker:', '  prefill:'], ['    data: 4\n    dataLocal: 2\n', '']),
    [],
  ],
  ['a role without a spec', 'kf-replica-containers', good('kf-replica-containers', [ROLE, '']), ['template']],
  ['a role of a chart', 'kf-replica-containers', good('kf-replica-containers', [ROLE, '        spec: {{ .a }}\n']), []],
  ['every hour', 'raycron-schedule', good('raycron-schedule', ['0 3 * * *', '@every 1h30m']), []],
  [
    'a time zone that exists',
    'raycron-timezone',
    good('raycron-timezone', ['  schedule:', '  timeZone: Europe/Zurich\n  schedule:']),
    [],
  ],
  [
    'a time zone that does not exist',
    'raycron-timezone',
    good('raycron-timezone', ['  schedule:', '  timeZone: Europe/Zurch\n  schedule:']),
    ['Europe/Zurch'],
  ],
  [
    'a task without a number of replicas',
    'volcano-minavailable-gt-replicas',
    good('volcano-minavailable-gt-replicas', ['      replicas: 4\n', '']),
    [],
  ],
  [
    'a plugin with a single dash',
    'volcano-mpi-master-missing',
    good('volcano-mpi-master-missing', ['--master=master', '-master, master']),
    [],
  ],
  [
    'a circle of two',
    'volcano-dag-cycle',
    good('volcano-dag-cycle', ['      replicas: 1\n', '      replicas: 1\n      dependsOn: {name: [worker]}\n']),
    ['worker'],
  ],
  [
    'templates elsewhere',
    'argo-template-undefined',
    good('argo-template-undefined', [/ {2}templates:[\s\S]*$/, '  workflowTemplateRef:\n    name: shared\n']),
    [],
  ],
  [
    'a template of another object',
    'argo-template-undefined',
    good('argo-template-undefined', [
      '            template: work\n',
      '            templateRef:\n              name: shared\n              template: other\n',
    ]),
    [],
  ],
  [
    'a template that is chosen at run time',
    'argo-template-undefined',
    good('argo-template-undefined', [
      '            template: work\n',
      '            template: "{{workflow.parameters.kind}}"\n',
    ]),
    [],
  ],
  [
    'waiting, with nothing below it',
    'argo-template-type-none',
    good('argo-template-type-none', [/ {6}container:[\s\S]*$/, '      suspend: {}\n']),
    [],
  ],
  [
    'a WorkflowTemplate without an entrypoint',
    'argo-entrypoint',
    good('argo-entrypoint', ['kind: Workflow', 'kind: WorkflowTemplate'], ['  entrypoint: main\n', '']),
    [],
  ],
  [
    'a Workflow without an entrypoint',
    'argo-entrypoint',
    good('argo-entrypoint', ['  entrypoint: main\n', '']),
    ['spec'],
  ],
  [
    'an expression with groups',
    'argo-dag-cycle',
    good('argo-dag-cycle', [
      'depends: prepare',
      'depends: "!prepare.Failed && (prepare.Succeeded || prepare.Skipped)"',
    ]),
    [],
  ],
  [
    'a circle of itself',
    'argo-dag-cycle',
    good('argo-dag-cycle', ['depends: prepare', 'depends: train.Succeeded']),
    ['train.Succeeded'],
  ],
  [
    'defaults of templates',
    'argo-image-empty',
    good(
      'argo-image-empty',
      ['        image: trainer:1\n', ''],
      ['  templates:', '  templateDefaults:\n    container:\n      image: a:1\n  templates:'],
    ),
    [],
  ],
  [
    'an input in a comment',
    'argo-param-unresolved',
    good('argo-param-unresolved', ['        args:', '        # {{inputs.parameters.other}}\n        args:']),
    [],
  ],
  [
    'a step of another template',
    'argo-param-unresolved',
    good('argo-param-unresolved', ['value: second', 'value: "{{tasks.prepare.outputs.result}}"']),
    [],
  ],
  [
    'a task that is not there',
    'argo-param-unresolved',
    good('argo-param-unresolved', ['value: second', 'value: "{{tasks.prepared.outputs.result}}"']),
    ['{{tasks.prepared'],
  ],
  [
    'an item and an expression',
    'argo-param-unresolved',
    good('argo-param-unresolved', ['value: second', `value: "{{item}}{{=sprig.upper(item)}}"`]),
    [],
  ],
  [
    'a workflow that Helm writes',
    'argo-entrypoint',
    good('argo-entrypoint', ['  entrypoint: main\n', '{{- include "entry" . }}\n']),
    [],
  ],
  [
    'an argument that the schedule gives',
    'argo-argument-value',
    good('argo-cron', [
      '    entrypoint: main\n',
      '    entrypoint: main\n    arguments:\n      parameters:\n        - name: day\n',
    ]),
    [],
  ],
  [
    'an input with a default',
    'argo-argument-missing',
    good(
      'argo-argument-missing',
      [
        '          - name: message\n        artifacts',
        '          - name: message\n            value: none\n        artifacts',
      ],
      [/ {12}arguments:\n {14}parameters:\n {16}- name: message\n {18}value: first\n/, ''],
    ),
    [],
  ],
  [
    'what it waits for',
    'argo-output-order',
    good('argo-output-order', ['value: second', 'value: "{{tasks.prepare.outputs.result}}"']),
    [],
  ],
  [
    'a step of the same group',
    'argo-output-order',
    good(
      'argo-parallelism-on-leaf',
      ['        - - name: train\n', '          - name: train\n'],
      ['count: "3"', 'count: "{{steps.prepare.outputs.result}}"'],
    ),
    ['{{steps.prepare'],
  ],
  [
    'a step of the group before',
    'argo-output-order',
    good('argo-parallelism-on-leaf', ['count: "3"', 'count: "{{steps.prepare.outputs.result}}"']),
    [],
  ],
  [
    'its own result in a hook',
    'argo-output-order',
    good('argo-output-order', [
      '            depends: prepare\n',
      '            depends: prepare\n            hooks:\n              exit:\n                template: work\n                arguments: {parameters: [{name: message, value: "{{tasks.train.status}}"}]}\n',
    ]),
    [],
  ],
  ['memory of a share', 'dask-memory-limit-gt-container', good('dask-memory-limit-gt-container', ['4GB', '0.8']), []],
  [
    'images of their own',
    'dask-version-mismatch',
    good('dask-version-mismatch', ['daskdev/dask:2025.3.0', 'team/dask:2'], ['daskdev/dask:2025.3.0', 'team/other:3']),
    [],
  ],
];

describe('rules of operators', () => {
  for (const [what, rule, text, found] of CASES) {
    it(`${rule}: ${what}`, () => {
      assert.deepEqual(marked(text, rule), found);
      assert.deepEqual(marked(text.replaceAll('\n', '\r\n'), rule), found, 'with CRLF');
    });
  }

  it('say nothing of values of a wrong type, which is the matter of schemas', () => {
    for (const rule of operatorRules) {
      const { good: text } = rule.page();
      for (const value of ['[]', '{}', 'null', 'text', '3', '"{{ x }}"', '*none']) {
        const changed = text.replaceAll(/^( {2,}[\w./-]+:) .*$/gm, (line, key: string) =>
          line.trimStart().startsWith('name:') ? line : `${key} ${value}`,
        );
        assert.doesNotThrow(() => lintText(changed, [rule.id]), `${rule.id} with ${value}`);
      }
    }
  });

  it('have in their good examples no error of any operator', () => {
    const own = new Set(operatorRules.map(({ id }) => id));
    for (const rule of operatorRules) {
      const errors = lintText(rule.page().good).filter(
        (finding) => finding.severity === 'error' && own.has(finding.rule),
      );
      assert.deepEqual(
        errors.map((finding) => `${finding.rule}: ${finding.message}`),
        [],
        rule.id,
      );
    }
  });
});
