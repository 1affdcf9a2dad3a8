// YAML files of other programs: what they refuse, where it stands, and what must stay silent.
import assert from 'node:assert/strict';
import { lintText } from '../../../../src/language/lint/textLinter.ts';

/** What each finding underlines, behind its rule. */
const found = (path: string, text: string): readonly string[] =>
  lintText({ path, text }).findings.map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
const chart = (lines: string): string => `apiVersion: v2\nname: trainer\nversion: 0.1.0\n${lines}`;
const pipeline = (tasks: string): string =>
  `# PIPELINE\ncomponents:\n  c: {executorLabel: e}\ndeploymentSpec:\n  executors:\n    e: {container: {image: "a:1"}}\npipelineInfo:\n  name: a\nroot:\n  dag:\n    tasks: ${tasks}\n`;
const task = (more = ''): string => `{componentRef: {name: c}${more}}`;

const SILENT: readonly (readonly [path: string, text: string])[] = [
  ['Chart.yaml', `\uFEFF${chart('annotations: {a: true}\nappVersion: ""\n')}`],
  ['Chart.yaml', 'Name: a\napiversion: v2\nversion: v1.2\n'],
  ['Chart.yaml', 'apiVersion: v2\r\nname: trainer\r\nversion: 1.0.0-rc.1+build\r\n'],
  [
    'MLproject',
    'entry_points:\n  main:\n    parameters:\n      lr: {type: float, default: 0.1}\n    command: "train {lr:.3f} {{x}}"\n',
  ],
  ['MLproject', 'docker_env:\n  image: trainer\n  volumes: ["/a:/b"]\n  environment: [[A, "1"], B]\nconda_env:\n'],
  ['prefect.yaml', 'x: &w {work_pool: {name: gpu}}\ndeployments:\n- <<: *w\n  name: a\n  entrypoint: a.py:f\n'],
  [
    'prefect.yaml',
    'deployments:\n- name: a\n  work_pool: {name: "{{ $POOL }}", job_variables: {image: "{{ build.image }}"}}\n  schedules: [{cron: "@daily"}, {cron: "0 0 * * 7"}]\n',
  ],
  ['p.yaml', `${pipeline(`{a: ${task()}, b: ${task(', dependentTasks: [a]')}}`)}---\nplatforms: {kubernetes: {}}\n`],
];
const LOUD: readonly (readonly [path: string, text: string, ...found: readonly string[]])[] = [
  ['Chart.yaml', chart('version: 0.2.0\n'), 'yaml-repeated-key version'],
  [
    'Chart.yaml',
    'apiVersion: v1\nname: a\nversion: 0.1.0\ntype: library\n',
    'chart-api-v1 v1',
    'chart-api-version type',
  ],
  ['Chart.yaml', chart('dependencies:\n- {version: 1.0.0}\n'), 'chart-missing-field version'],
  ['Chart.yaml', chart('maintainers: [a]\n'), 'chart-wrong-type a'],
  [
    'MLproject',
    'entry_points:\n  main: {parameters: {lr: float}, command: "train {lr} {epochs}"}\n',
    'mlproject-command-param {epochs}',
  ],
  [
    'prefect.yaml',
    'deployments:\n- name: a\n  work_pool: {}\n  entrypoint: a.py\n',
    'prefect-work-pool-missing work_pool',
    'prefect-entrypoint-form a.py',
  ],
  [
    'p.yaml',
    pipeline(
      `{a: ${task(', dependentTasks: [b]')}, b: ${task(', inputs: {parameters: {x: {taskOutputParameter: {producerTask: a}}}}')}}`,
    ),
    'kfp-task-dependency b',
    'kfp-task-dependency a',
  ],
  ['p.yaml', pipeline('{a: {componentRef: {name: d}}}'), 'kfp-component-reference d'],
];

describe('rules of YAML files of other programs', () => {
  for (const [path, text] of SILENT)
    it(`say nothing of ${path} ${JSON.stringify(text)}`, () => assert.deepEqual(found(path, text), []));
  for (const [path, text, ...all] of LOUD) it(`find ${all.join(', ')}`, () => assert.deepEqual(found(path, text), all));

  it('survive every cut of a file', () => {
    for (const [path, text] of [...SILENT, ...LOUD])
      for (let end = 0; end <= text.length; end++)
        for (const cut of [text.slice(0, end), text.slice(end)])
          for (const { start, end: to } of lintText({ path, text: cut }).findings)
            assert.ok(start >= 0 && start <= to && to <= cut.length + 1);
  });
});
