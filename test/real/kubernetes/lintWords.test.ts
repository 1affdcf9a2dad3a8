// Names, labels, ports, schedules and amounts made at random: the linter refuses exactly those that a real API server refuses.
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { createManifestLinter } from '../../../src/language/lint/createManifestLinter.ts';
import { readManifests } from '../../../src/language/manifest/manifestFile.ts';
import { dryRunAnswers, nameOf } from '../../support/dryRunAnswers.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { seededRandom } from '../../support/seededRandom.ts';

const WORDS = 400;

type Pick = (choices: readonly string[], most: number) => string;

const pod = (name: string, container: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'a:1', ...container }] },
});
const config = (metadata: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });

/** Objects that are right but for one word. */
const KINDS: Readonly<
  Record<string, { readonly rules: readonly string[]; readonly make: (name: string, pick: Pick) => object }>
> = {
  'names of ConfigMaps': {
    rules: ['k8s-name-invalid'],
    make: (name, pick) =>
      config({ name: `${pick(['a', 'B', '-', '.', '_', '1', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'], 9)}${name}` }),
  },
  'names of Services': {
    rules: ['k8s-name-invalid'],
    make: (name, pick) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `${pick(['a', '1', '-', '.', 'aaaaaaaaaaaaaaaaaaaaaaa'], 5)}${name}` },
      spec: { ports: [{ port: 80 }] },
    }),
  },
  'names of CronJobs': {
    rules: ['k8s-name-invalid'],
    make: (name, pick) => cronJob(`${pick(['a', 'aaaaaaaaaaaaaa', '1', '-', '.'], 5)}${name}`, '* * * * *'),
  },
  labels: {
    rules: ['k8s-label-value-invalid'],
    make: (name, pick) =>
      config({
        name,
        labels: {
          [pick(['a', 'A', '.', '-', '_', '/', 'x.y', '1'], 5) || 'a']: pick(
            ['a', 'A', '.', '-', '_', ' ', '@', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
            5,
          ),
        },
      }),
  },
  'names of ports': {
    rules: ['container-port-invalid'],
    make: (name, pick) =>
      pod(name, {
        ports: [
          { containerPort: 1, name: pick(['a', 'A', '-', '_', '1', 'aaaaaa'], 5) || 'a' },
          { containerPort: 2, name: 'a' },
        ],
      }),
  },
  'ports of Services': {
    rules: ['service-port-invalid'],
    make: (name, pick) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: {
        ports: [1, 2].map((port) => ({
          port: Number(pick(['1'], 1) || String(port)),
          protocol: pick(['TCP', 'UDP'], 1) || 'TCP',
          name: pick(['a', 'b', 'c', 'x1', '9', 'd-e', 'A', '-'], 1) || `port-${String(port)}`,
          targetPort: pick(['a', 'http', 'a-b', '8x', '1', 'a_b'], 1) || 1,
        })),
      },
    }),
  },
  schedules: {
    rules: ['cronjob-schedule-invalid'],
    make: (name, pick) => {
      const field = (): string =>
        pick(['*', '0', '1', '5', '7', '12', '24', '31', '60', '-', '/', ',', 'MON', 'jan', '?', '*/2', '1-5'], 3) ||
        '*';
      const schedule = [field(), '*', field(), '*', field()].join(' ');
      return cronJob(
        name,
        pick([schedule, schedule, schedule, '@daily', '@every 1h', '@reboot', 'TZ=UTC * * * * *'], 1) || '* * * *',
      );
    },
  },
  selectors: {
    rules: ['k8s-selector-mismatch'],
    make: (name, pick) => {
      const one = (choices: readonly string[]): string => pick(choices, 1) || (choices[0] ?? '');
      const expression = (): object => {
        const operator = one(['Exists', 'In', 'NotIn', 'DoesNotExist']);
        const values = operator.endsWith('In') ? { values: [one(['x', 'y'])] } : {};
        return { key: one(['a', 'b', 'c']), operator, ...values };
      };
      const labels = { a: one(['x', 'x', 'y']), b: one(['x', 'y']) };
      const selector = {
        matchLabels: { a: 'x' },
        ...(pick(['1'], 1) === '' ? {} : { matchExpressions: [expression()] }),
      };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'a:1' }] } };
      return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector, template } };
    },
  },
  mounts: {
    rules: ['ref-volume-mount', 'ref-mountpath-duplicate'],
    make: (name, pick) => {
      const one = (choices: readonly string[]): string => pick(choices, 1) || (choices[0] ?? '');
      const mount = (): object => ({
        name: one(['a', 'a', 'b', 'c']),
        mountPath: one(['/x', '/y', '/x/', '/x/y', 'z']),
      });
      const volumes = one(['ab', 'a', 'abc'])
        .split('')
        .map((volume) => ({ name: volume, emptyDir: {} }));
      const main = { name: 'main', image: 'a:1', volumeMounts: [mount(), mount()] };
      const first = { name: 'first', image: 'a:1', volumeMounts: [mount()] };
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { volumes, initContainers: [first], containers: [main] },
      };
    },
  },
  'requests and limits': {
    rules: ['resources-request-gt-limit'],
    make: (name, pick) => {
      const amount = (): string =>
        pick(['1', '500m', '1.5', '2', '1e3', '1k', '1Ki', '999', '1001m', '1024', '0.1'], 1) || '3';
      return pod(name, {
        resources: { requests: { memory: amount(), cpu: amount() }, limits: { memory: amount(), cpu: amount() } },
      });
    },
  },
};

function cronJob(name: string, schedule: string): object {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'a:1' }] } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule, jobTemplate: { spec: { template } } },
  };
}

describe('words made at random and a real API server', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'lint-words');
  });
  after(() => kubectl?.close());

  const linter = createManifestLinter();
  for (const [what, { rules, make }] of Object.entries(KINDS)) {
    it(what, async () => {
      const random = seededRandom(what.length);
      const pick: Pick = (choices, most) => {
        const count = Math.floor(random() * (most + 1));
        return Array.from({ length: count }, () => choices[Math.floor(random() * choices.length)] ?? '').join('');
      };
      const objects = Array.from({ length: WORDS }, (_, index) => make(`n${String(index)}`, pick));
      const answers = await dryRunAnswers(kubectl, objects);
      const differences: string[] = [];
      let refused = 0;
      for (const object of objects) {
        const answer = answers.get(nameOf(object));
        if (answer !== undefined) refused++;
        // In quotes, because words such as `1_` are numbers without.
        const text = stringify(object, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
        const found = readManifests(text)
          .flatMap((document) => linter.lint(document))
          .filter(({ rule }) => rules.includes(rule));
        if (found.length > 0 !== (answer !== undefined))
          differences.push(`${answer ?? 'taken'}\n${found.map(({ message }) => message).join('\n')}\n${text}`);
      }
      assert.deepEqual(differences, []);
      assert.ok(refused > WORDS / 10 && refused < WORDS - WORDS / 10, `${String(refused)} refused`);
    });
  }
});
