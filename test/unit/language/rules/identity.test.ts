// The cases of the rules for names and references that their examples do not show.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith } from '../../../../src/language/lint/examples.ts';
import { cronTrouble } from '../../../../src/language/manifest/cronSchedule.ts';
import { applyEdits } from '../../../support/ruleExamples.ts';
import { lintText, marked } from './lintText.ts';

type Case = readonly [what: string, rule: string, text: string, found: readonly string[]];

const IMAGE = 'image: a:1';
const named = (name: string, kind = 'ConfigMap', apiVersion = 'v1'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
const labels = (text: string): string => `${named('a')}  labels:\n    ${text}\n`;
const mount = (name: string): string => `${IMAGE}\nvolumeMounts:\n  - name: ${name}\n    mountPath: /data`;
const VOLUME = 'volumes:\n  - name: data\n    emptyDir: {}';
const env = (entries: string, rest = ''): string => deploymentWith(`${IMAGE}\nenv:\n${entries}${rest}`);

const NAMES: readonly Case[] = [
  ['a role with colons', 'k8s-name-invalid', named('system:node', 'ClusterRole', 'rbac.authorization.k8s.io/v1'), []],
  ['an object of an operator', 'k8s-name-invalid', named('Big', 'PyTorchJob', 'kubeflow.org/v1'), ['Big']],
  [
    'a file that no cluster reads',
    'k8s-name-invalid',
    named('A_b', 'KubeletConfiguration', 'kubelet.config.k8s.io/v1'),
    [],
  ],
  ['a name with dots', 'k8s-name-invalid', named('a.example.com'), []],
  ['a name with two dots', 'k8s-name-invalid', named('a..b'), ['a..b']],
  ['a name of 253 characters', 'k8s-name-invalid', named('a'.repeat(253)), []],
  ['a name of 254 characters', 'k8s-name-invalid', named('a'.repeat(254)), ['a'.repeat(254)]],
  ['a Service with a dot', 'k8s-name-invalid', named('a.b', 'Service'), ['a.b']],
  ['a Service that begins with a digit', 'k8s-name-invalid', named('"1a"', 'Service'), ['"1a"']],
  ['a CronJob of 52 characters', 'k8s-name-invalid', named('a'.repeat(52), 'CronJob', 'batch/v1'), []],
  ['a CronJob of 53 characters', 'k8s-name-invalid', named('a'.repeat(53), 'CronJob', 'batch/v1'), ['a'.repeat(53)]],
  ['a number, which is the business of the schema', 'k8s-name-invalid', named('1_000'), []],
  ['placeholders of other tools', 'k8s-name-invalid', named('${NAME}_X'), []],
  ['a template', 'k8s-name-invalid', named('"{{ .Values.name }}_X"'), []],
  ['a name that is made', 'k8s-name-missing', 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n', []],
  ['no metadata at all', 'k8s-name-missing', 'apiVersion: v1\nkind: Pod\nspec: {}\n', ['Pod']],
  ['a list', 'k8s-name-missing', 'apiVersion: v1\nkind: List\nitems: []\n', []],
  ['a cluster-wide kind', 'k8s-default-namespace', named('a', 'Namespace'), []],
  [
    'items of a list',
    'k8s-default-namespace',
    'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: a\n',
    ['metadata'],
  ],
  ['an e-mail address', 'k8s-label-value-invalid', labels('owner: a@b'), ['a@b']],
  ['a boolean, which is the business of the schema', 'k8s-label-value-invalid', labels('on: true'), []],
  ['an empty value', 'k8s-label-value-invalid', labels('a: ""'), []],
  ['a key in quotes', 'k8s-label-value-invalid', labels('"example.com/a": b'), []],
  ['a key that begins with a slash', 'k8s-label-value-invalid', labels('/a: c'), ['/a']],
  ['a key with two slashes', 'k8s-label-value-invalid', labels('example.com/a/b: c'), ['example.com/a/b']],
  ['a variable to be filled in', 'k8s-label-value-invalid', labels('a: ${BRANCH}'), []],
];

const REFERENCES: readonly Case[] = [
  [
    'a name to be filled in',
    'container-port-invalid',
    deploymentWith(`${IMAGE}\nports:\n  - name: \${PORT}_X\n    containerPort: 1`),
    [],
  ],
  [
    'volumes of an operator, unused',
    'ref-volume-unused',
    deploymentWith(IMAGE, VOLUME).replace('apps/v1', 'example.com/v1'),
    [],
  ],
  [
    'two keys, one of them wrong',
    'k8s-selector-mismatch',
    deploymentWith(IMAGE).replace('app: web\n  template', 'app: web\n      tier: a\n  template'),
    ['a'],
  ],
  [
    'labels in a template',
    'k8s-selector-mismatch',
    deploymentWith(IMAGE).replace('labels:\n        app: web', 'labels: "{{ labels }}"'),
    [],
  ],
  [
    'a Job whose selector is made',
    'k8s-selector-mismatch',
    jobWith(IMAGE).replace('backoffLimit: 2', 'selector:\n    matchLabels:\n      a: b'),
    [],
  ],
  [
    'a Job with a selector of its own',
    'k8s-selector-mismatch',
    jobWith(IMAGE).replace('backoffLimit: 2', 'manualSelector: true\n  selector:\n    matchLabels:\n      a: b'),
    ['b'],
  ],
  [
    'expressions',
    'k8s-selector-mismatch',
    deploymentWith(IMAGE).replace(
      'matchLabels:\n      app: web',
      'matchExpressions:\n      - {key: app, operator: In, values: [web]}\n      - {key: tier, operator: Exists}\n      - {key: app, operator: NotIn, values: [web]}\n      - {key: x, operator: DoesNotExist}\n      - {key: y, operator: Near}',
    ),
    ['tier', 'app'],
  ],
  [
    'an init container',
    'ref-volume-mount',
    deploymentWith(IMAGE, `initContainers:\n  - name: first\n    ${mount('data').replaceAll('\n', '\n    ')}`),
    ['data'],
  ],
  [
    'volumes of an operator',
    'ref-volume-mount',
    deploymentWith(mount('data')).replace('apps/v1', 'example.com/v1'),
    [],
  ],
  [
    'a volume in a template',
    'ref-volume-mount',
    deploymentWith(mount('data'), 'volumes:\n  - name: "{{ name }}"\n    emptyDir: {}'),
    [],
  ],
  ['volumes of the wrong type', 'ref-volume-mount', deploymentWith(mount('data'), 'volumes: data'), []],
  [
    'a claim of a StatefulSet',
    'ref-volume-mount',
    `${deploymentWith(mount('data')).replace('Deployment', 'StatefulSet')}  volumeClaimTemplates:\n    - metadata:\n        name: data\n`,
    [],
  ],
  [
    'a raw device',
    'ref-volume-unused',
    deploymentWith(`${IMAGE}\nvolumeDevices:\n  - name: data\n    devicePath: /dev/a`, VOLUME),
    [],
  ],
  ['mounts behind an alias', 'ref-volume-unused', deploymentWith(`${IMAGE}\nvolumeMounts: *none`, VOLUME), []],
  [
    'a volume that is used by an init container',
    'ref-volume-unused',
    deploymentWith(
      IMAGE,
      `${VOLUME}\ninitContainers:\n  - name: first\n    ${mount('data').replaceAll('\n', '\n    ')}`,
    ),
    [],
  ],
  [
    'one path in two containers',
    'ref-mountpath-duplicate',
    deploymentWith(
      mount('data'),
      `${VOLUME}\ninitContainers:\n  - name: first\n    ${mount('data').replaceAll('\n', '\n    ')}`,
    ),
    [],
  ],
  [
    'a port of another container',
    'ref-port-name',
    deploymentWith(
      `${IMAGE}\nlivenessProbe:\n  tcpSocket:\n    port: http`,
      'initContainers:\n  - name: first\n    image: a:1\n    ports:\n      - name: http\n        containerPort: 1',
    ),
    ['http'],
  ],
  [
    'a number in quotes',
    'ref-port-name',
    deploymentWith(`${IMAGE}\nlivenessProbe:\n  tcpSocket:\n    port: "80"`),
    ['"80"'],
  ],
  [
    'a port in a template',
    'ref-port-name',
    deploymentWith(`${IMAGE}\nlivenessProbe:\n  tcpSocket:\n    port: "{{ port }}"`),
    [],
  ],
  [
    'another port than those',
    'ref-probe-port',
    deploymentWith(`${IMAGE}\nports: [{containerPort: 1}]\nlivenessProbe: {tcpSocket: {port: 80}}`),
    ['80'],
  ],
  [
    'ports that are not known',
    'ref-probe-port',
    deploymentWith(`${IMAGE}\nports: [*none]\nlivenessProbe: {tcpSocket: {port: 80}}`),
    [],
  ],
  ['a mount without a name', 'ref-volume-mount', deploymentWith(`${IMAGE}\nvolumeMounts: [{mountPath: /a}]`), []],
  ['no ports at all', 'ref-probe-port', deploymentWith(`${IMAGE}\nlivenessProbe:\n  tcpSocket:\n    port: 80`), []],
  [
    'a port of TCP and UDP',
    'container-port-duplicate',
    deploymentWith(`${IMAGE}\nports:\n  - containerPort: 53\n  - containerPort: 53\n    protocol: UDP`),
    [],
  ],
  [
    'a name of 15 characters',
    'container-port-invalid',
    deploymentWith(`${IMAGE}\nports:\n  - name: ${'a'.repeat(15)}\n    containerPort: 1`),
    [],
  ],
  [
    'double dashes',
    'container-port-invalid',
    deploymentWith(`${IMAGE}\nports:\n  - name: a--b\n    containerPort: 1`),
    ['a--b'],
  ],
];

const service = (ports: string, selector = 'a: b'): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  selector:\n    ${selector}\n  ports: ${ports}\n`;

const SERVICES: readonly Case[] = [
  ['names to be filled in', 'service-port-invalid', service('[{port: 1, name: "<a>_"}, {port: 2, name: b}]'), []],
  ['the selector of a Service', 'k8s-label-value-invalid', service('[]', 'a: "b c"'), ['"b c"']],
  [
    'the selector of another kind',
    'k8s-label-value-invalid',
    service('[]', 'a: "b c"').replace('Service', 'ReplicationController'),
    [],
  ],
  ['one port without a name', 'service-port-invalid', service('[{port: 80}]'), []],
  ['a name of two', 'service-port-invalid', service('[{port: 1, name: a}, {port: 2}]'), ['2']],
  ['equal names', 'service-port-invalid', service('[{port: 1, name: a}, {port: 2, name: a}]'), ['a']],
  [
    'a port of TCP and UDP',
    'service-port-invalid',
    service('[{port: 1, name: a}, {port: 1, name: b, protocol: UDP}]'),
    [],
  ],
  [
    'a port that is offered twice',
    'service-port-invalid',
    service('[{port: 1, name: a}, {port: 1, name: b, protocol: TCP}]'),
    ['1'],
  ],
  [
    'a protocol in a template',
    'service-port-invalid',
    service('[{port: 1, name: a}, {port: 1, name: b, protocol: "{{ p }}"}]'),
    [],
  ],
  ['a capital letter', 'service-port-invalid', service('[{port: 1, name: A}, {port: 2, name: b}]'), ['A']],
  [
    'the name of a port of the pods',
    'service-port-invalid',
    service('[{port: 1, targetPort: http_port}]'),
    ['http_port'],
  ],
  ['a number in quotes', 'service-port-invalid', service('[{port: 1, targetPort: "80"}]'), ['"80"']],
  ['a list of words', 'service-port-invalid', service('[a, b]'), []],
  ['no list', 'service-port-invalid', service('80'), []],
];

const EXPANSIONS: readonly Case[] = [
  [
    'a variable that is set later',
    'ref-env-expansion',
    env('  - name: A\n    value: $(B)\n  - name: B\n    value: b'),
    ['$(B)'],
  ],
  [
    'a variable that is set before',
    'ref-env-expansion',
    env('  - name: B\n    value: b\n  - name: A\n    value: $(B)'),
    [],
  ],
  ['an escaped one', 'ref-env-expansion', env('  - name: A\n    value: $$(B)'), []],
  [
    'a command of a shell',
    'ref-env-expansion',
    env('  - name: A\n    value: a', '\ncommand: [sh, -c, "echo $(date) $(nproc)"]'),
    [],
  ],
  [
    'variables of a Service',
    'ref-env-expansion',
    env('  - name: A\n    value: $(WEB_SERVICE_HOST):$(WEB_SERVICE_PORT)'),
    [],
  ],
  [
    'variables from elsewhere',
    'ref-env-expansion',
    env('  - name: A\n    value: a', '\nenvFrom:\n  - configMapRef:\n      name: a\nargs: ["$(B)"]'),
    [],
  ],
  [
    'variables of an operator',
    'ref-env-expansion',
    deploymentWith(`${IMAGE}\nargs: ["$(RANK)"]`).replace('apps/v1', 'example.com/v1'),
    [],
  ],
];

describe('rules for names and references', () => {
  for (const [what, rule, text, found] of [...NAMES, ...REFERENCES, ...EXPANSIONS, ...SERVICES])
    it(`${rule}: ${what}`, () => assert.deepEqual(marked(text, rule), found));

  it('make names of what is no name', () => {
    const names = ['My_Settings', 'a..b', '-A b-', 'ü', `${'a'.repeat(253)}.b`].map((name) => {
      const finding = lintText(named(name)).find(({ rule }) => rule === 'k8s-name-invalid');
      return finding?.fixes?.()[0]?.edits[0]?.newText;
    });
    assert.deepEqual(names, ['my-settings', 'a.b', 'a-b', undefined, 'a'.repeat(253)]);
  });

  it('quote a label that would be a number', () => {
    const text = labels('a: "1 0"');
    const finding = lintText(text).find(({ rule }) => rule === 'k8s-label-value-invalid');
    assert.equal(applyEdits(text, finding?.fixes?.()[0]?.edits ?? []), labels('a: "1-0"'));
  });
});

describe('schedules of CronJobs', () => {
  for (const schedule of [
    '0 3 * * *',
    '*/5 * * * *',
    '0 0 1 jan MON',
    '1-5/2,7 0-23 ? * sun-sat',
    '@daily',
    '@every 1h30m',
    '5/15 * * * *',
    ' 0  3 * * * ',
  ])
    it(`takes ${schedule}`, () => assert.equal(cronTrouble(schedule), undefined));
  const wrong: readonly (readonly [schedule: string, code: string])[] = [
    ['0 3 * *', 'fields'],
    ['0 0 3 * * *', 'fields'],
    ['60 3 * * *', 'field'],
    ['0 3 0 * *', 'field'],
    ['0 3 * 13 *', 'field'],
    ['0 3 * * 7', 'field'],
    ['5-1 * * * *', 'field'],
    ['*/0 * * * *', 'field'],
    ['0 3 * * monday', 'field'],
    ['a * * * *', 'field'],
    ['@reboot', 'word'],
    ['@every 1', 'word'],
    ['TZ=UTC 0 3 * * *', 'zone'],
    ['CRON_TZ=UTC 0 3 * * *', 'zone'],
    ['', 'fields'],
  ];
  for (const [schedule, code] of wrong)
    it(`refuses ${schedule}`, () => assert.equal(cronTrouble(schedule)?.code, code));
});
