// The cases of the rules for reliability that their examples do not show.
import assert from 'node:assert/strict';
import { deploymentWith, jobWith, podWith } from '../../../../src/language/lint/examples.ts';
import { applyEdits } from '../../../support/ruleExamples.ts';
import { lintText, marked } from './lintText.ts';

type Case = readonly [what: string, rule: string, text: string, found: readonly string[]];

const IMAGE = 'image: a:1';
const resources = (lines: string): string => deploymentWith(`${IMAGE}\nresources:\n${lines}`);
const init = 'initContainers:\n  - name: first\n    image: b';
const hpa = (spec: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: a\nspec:\n  ${spec}\n`;
const pdb = (spec: string): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: a\nspec:\n  ${spec}\n`;

const cronJob = (schedule: string): string =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: ${schedule}\n`;

const CASES: readonly Case[] = [
  ['no policy at all', 'image-pull-policy', deploymentWith('image: a:latest'), []],
  ['an image that is no name', 'image-pull-policy', deploymentWith('image: "A B"\nimagePullPolicy: IfNotPresent'), []],
  [
    'an init container',
    'probe-readiness-missing',
    deploymentWith(`${IMAGE}\nreadinessProbe: {tcpSocket: {port: 1}}`, init),
    [],
  ],
  ['a Pod that serves', 'probe-readiness-missing', podWith(IMAGE), ['web']],
  ['one replica', 'no-anti-affinity', deploymentWith(IMAGE).replace('replicas: 2', 'replicas: 1'), []],
  ['a set', 'no-anti-affinity', deploymentWith(IMAGE).replace('Deployment', 'StatefulSet'), ['spec']],
  ['a kind of an operator', 'no-anti-affinity', deploymentWith(IMAGE).replace('apps/v1', 'example.com/v1'), []],
  [
    'replicas of no number',
    'workload-single-replica',
    deploymentWith(IMAGE).replace('replicas: 2', 'replicas: one'),
    [],
  ],
  ['entries without a name', 'env-duplicate', deploymentWith(`${IMAGE}\nenv:\n  - value: a\n  - value: b`), []],
  [
    'names in a template',
    'env-duplicate',
    deploymentWith(`${IMAGE}\nenv:\n  - name: A\n  - name: A\n  - name: "{{ a }}"`),
    [],
  ],
  [
    'another strategy',
    'strategy-not-rolling',
    deploymentWith(IMAGE).replace('replicas: 2', 'strategy: {type: RollingUpdate}'),
    [],
  ],
  ['a digest instead of a tag', 'image-no-tag', deploymentWith(`image: a@sha256:${'0'.repeat(64)}`), []],
  [
    'a port of a registry, which is no tag',
    'image-no-tag',
    deploymentWith('image: localhost:5000/a'),
    ['localhost:5000/a'],
  ],
  ['an init container', 'image-no-tag', deploymentWith(IMAGE, init), ['b']],
  ['a template', 'image-no-tag', deploymentWith('image: "{{ image }}"'), []],
  ['no image name at all', 'image-no-tag', deploymentWith('image: "A B"'), []],
  ['a tag and a digest', 'image-latest', deploymentWith(`image: a:latest@sha256:${'0'.repeat(64)}`), []],
  ['a tag that moves, always pulled', 'image-pull-policy', deploymentWith('image: a\nimagePullPolicy: Always'), []],
  [
    'a digest that is always pulled',
    'image-pull-policy',
    deploymentWith(`image: a@sha256:${'0'.repeat(64)}\nimagePullPolicy: Always`),
    ['Always'],
  ],
  ['a limit, which is a request too', 'resources-cpu-request', resources('  limits:\n    cpu: 1'), []],
  [
    'resources of the whole pod',
    'resources-memory-limit',
    deploymentWith(IMAGE, 'resources:\n  limits:\n    memory: 1Gi'),
    [],
  ],
  [
    'an init container',
    'resources-memory-limit',
    deploymentWith(`${IMAGE}\nresources:\n  limits:\n    memory: 1Gi`, init),
    [],
  ],
  [
    'a sidecar',
    'resources-memory-limit',
    deploymentWith(`${IMAGE}\nresources:\n  limits:\n    memory: 1Gi`, `${init}\n    restartPolicy: Always`),
    ['first'],
  ],
  ['limits behind an alias', 'resources-memory-limit', deploymentWith(`${IMAGE}\nresources: *none`), []],
  ['an amount in a template', 'resources-memory-limit', resources('  limits:\n    memory: "{{ memory }}"'), []],
  [
    'equal amounts, written otherwise',
    'resources-request-gt-limit',
    resources('  requests:\n    memory: 1024Mi\n    cpu: 1000m\n  limits:\n    memory: 1Gi\n    cpu: 1'),
    [],
  ],
  [
    'powers of ten and of two',
    'resources-request-gt-limit',
    resources('  requests:\n    memory: 1Gi\n  limits:\n    memory: 1G'),
    ['1Gi'],
  ],
  [
    'no amount',
    'resources-request-gt-limit',
    resources('  requests:\n    memory: much\n  limits:\n    memory: 1G'),
    [],
  ],
  ['a Job', 'probe-readiness-missing', jobWith(IMAGE), []],
  ['a Pod that ends', 'probe-readiness-missing', podWith(IMAGE, 'restartPolicy: Never'), []],
  [
    'a server of an operator, which may add them',
    'probe-readiness-missing',
    deploymentWith(IMAGE).replace('apps/v1', 'serving.kserve.io/v1beta1').replace('Deployment', 'InferenceService'),
    [],
  ],
  [
    'probes in another order',
    'probes-identical',
    deploymentWith(
      `${IMAGE}\nlivenessProbe: {tcpSocket: {port: 1}, periodSeconds: 5}\nreadinessProbe: {periodSeconds: 5, tcpSocket: {port: 1}}`,
    ),
    ['livenessProbe'],
  ],
  [
    'probes with a template in them',
    'probes-identical',
    deploymentWith(
      `${IMAGE}\nlivenessProbe: {tcpSocket: {port: "{{ p }}"}}\nreadinessProbe: {tcpSocket: {port: "{{ p }}"}}`,
    ),
    [],
  ],
  [
    'a probe and its alias',
    'probes-identical',
    deploymentWith(`${IMAGE}\nlivenessProbe: &p {tcpSocket: {port: 1}}\nreadinessProbe: *p`),
    ['livenessProbe'],
  ],
  [
    'a GPU, of which there may be one',
    'workload-single-replica',
    deploymentWith(`${IMAGE}\nresources:\n  limits:\n    nvidia.com/gpu: 1`).replace('replicas: 2', 'replicas: 1'),
    [],
  ],
  [
    'no replicas, which an autoscaler sets',
    'workload-single-replica',
    deploymentWith(IMAGE).replace('  replicas: 2\n', ''),
    [],
  ],
  ['nothing to run', 'workload-single-replica', deploymentWith(IMAGE).replace('replicas: 2', 'replicas: 0'), []],
  [
    'a claim that one pod at a time may write',
    'strategy-not-rolling',
    deploymentWith(IMAGE, 'volumes:\n  - name: a\n    persistentVolumeClaim:\n      claimName: a').replace(
      'replicas: 2',
      'strategy: {type: Recreate}',
    ),
    [],
  ],
  [
    'spread over nodes by constraints',
    'no-anti-affinity',
    deploymentWith(IMAGE, 'topologySpreadConstraints:\n  - topologyKey: kubernetes.io/hostname'),
    [],
  ],
  ['a trainer', 'no-topology-spread', jobWith(IMAGE), []],
  ['some may go', 'pdb-blocks-eviction', pdb('minAvailable: 50%'), []],
  ['none may go', 'pdb-blocks-eviction', pdb('minAvailable: "100%"'), ['"100%"']],
  ['a spec of the wrong type', 'pdb-no-policy', pdb('- a'), []],
  ['equal bounds', 'hpa-min-gt-max', hpa('minReplicas: 3\n  maxReplicas: 3'), []],
  ['bounds in a template', 'hpa-min-gt-max', hpa('minReplicas: {{ a }}\n  maxReplicas: 1'), []],
  ['scaled to nothing', 'hpa-min-replicas', hpa('minReplicas: 0\n  maxReplicas: 3'), ['0']],
  [
    'a schedule in a template',
    'cronjob-schedule-invalid',
    'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: "{{ s }}"\n',
    [],
  ],
  ['none, which is Always', 'job-restart-policy', jobWith(IMAGE, 'hostNetwork: false'), ['spec']],
  [
    'a job set, which fills it in',
    'job-restart-policy',
    jobWith(IMAGE, 'hostNetwork: false')
      .replace('batch/v1', 'jobset.x-k8s.io/v1alpha2')
      .replace('kind: Job', 'kind: JobSet'),
    [],
  ],
  [
    'a template that may hold it',
    'job-restart-policy',
    jobWith(`${IMAGE}\nargs: ["{{ a }}"]`, 'hostNetwork: false'),
    [],
  ],
  ['three times', 'env-duplicate', deploymentWith(`${IMAGE}\nenv:\n  - name: A\n  - name: A\n  - name: A`), ['A', 'A']],
  [
    'in two containers',
    'env-duplicate',
    deploymentWith(
      `${IMAGE}\nenv:\n  - name: A`,
      'initContainers:\n  - name: first\n    image: b:1\n    env:\n      - name: A',
    ),
    [],
  ],
  [
    'of a hook',
    'job-ttl',
    jobWith(IMAGE).replace('namespace: team-a', 'annotations:\n    helm.sh/hook: pre-install'),
    [],
  ],
  [
    'of a trial',
    'job-ttl',
    `apiVersion: kubeflow.org/v1beta1\nkind: Experiment\nmetadata:\n  name: a\nspec:\n  trialTemplate:\n    trialSpec:\n      ${jobWith(IMAGE).trim().replaceAll('\n', '\n      ')}\n`,
    [],
  ],
];

describe('rules for reliability', () => {
  it('say what is wrong with a schedule', () => {
    const words = ['TZ=UTC * * * * *', '* * *', '61 * * * *', '@often'].map(
      (schedule) => lintText(cronJob(`"${schedule}"`)).find(({ rule }) => rule === 'cronjob-schedule-invalid')?.message,
    );
    assert.match(words[0] ?? '', /timeZone/);
    assert.match(words[1] ?? '', /has 3/);
    assert.match(words[2] ?? '', /“61”/);
    assert.match(words[3] ?? '', /“@often”/);
  });

  for (const [what, rule, text, found] of CASES)
    it(`${rule}: ${what}`, () => assert.deepEqual(marked(text, rule), found));

  it('remove the old name of the service account where the new one stands', () => {
    const text = podWith(IMAGE, 'serviceAccount: a\nserviceAccountName: a');
    const finding = lintText(text).find(({ rule }) => rule === 'service-account-deprecated-field');
    const [fix] = finding?.fixes?.() ?? [];
    assert.equal(fix?.isSafe, true);
    assert.equal(applyEdits(text, fix?.edits ?? []), podWith(IMAGE, 'serviceAccountName: a'));
  });

  it('add no second key where one is null', () => {
    const text = deploymentWith(`${IMAGE}\nresources:`);
    const finding = lintText(text).find(({ rule }) => rule === 'resources-memory-limit');
    assert.deepEqual(finding?.fixes?.(), []);
  });
});
