import assert from 'node:assert/strict';
import type { ImageSpec, RunSpec } from '../../../../src/domain/deploy/spec.ts';
import { planOfChoices, withArgument, withChoice } from '../../../../src/domain/images/buildChoices.ts';
import { buildPlanOf, defaultTag, withTag } from '../../../../src/domain/images/planBuild.ts';

const build: Extract<ImageSpec, { kind: 'build' }> = {
  kind: 'build',
  context: 'app',
  dockerfile: 'docker/Dockerfile',
  args: new Map([['A', '1']]),
  secrets: [
    { id: 'pip', file: 'pip.conf' },
    { id: 'token', env: 'TOKEN' },
  ],
  target: 'train',
  platform: 'linux/arm64',
  useCache: true,
};
const workload = (image: ImageSpec): RunSpec => ({
  kind: 'run',
  name: 'Train It',
  image,
  args: [],
  parameters: [],
  environment: new Map(),
  environmentFiles: [],
  secrets: [],
  resources: {},
  mounts: [],
  ports: [],
  user: 'host',
  nodes: 1,
  processesPerNode: 1,
  outputs: [],
  retries: 0,
});
const facts = {
  id: '1',
  specFolder: '/w',
  project: 'Digits',
  workspace: '/w',
  join: (a: string, b: string) => `${a}/${b}`,
};

describe('planBuild', () => {
  it('makes the plan of a workload, paths relative to the spec', () => {
    const plan = buildPlanOf(workload(build), facts);
    assert.ok(plan.ok);
    assert.deepEqual(plan.value, {
      id: '1',
      contextFolder: '/w/app',
      dockerfile: '/w/app/docker/Dockerfile',
      tags: ['digits-train-it:latest'],
      args: new Map([['A', '1']]),
      labels: new Map([['trainyard.workspace', '/w']]),
      secrets: [
        { id: 'pip', kind: 'file', path: '/w/pip.conf' },
        { id: 'token', kind: 'environment', variable: 'TOKEN' },
      ],
      target: 'train',
      platform: 'linux/arm64',
      useCache: true,
      pullBase: false,
    });
  });

  it('refuses a ready image and a tag that is none', () => {
    const ready = buildPlanOf(workload({ kind: 'image', reference: 'a', pull: 'missing' }), facts);
    assert.ok(!ready.ok);
    const wrong = buildPlanOf(workload({ ...build, tag: 'NOT VALID' }), facts);
    assert.ok(!wrong.ok);
    assert.equal(wrong.failure.code, 'invalid');
  });

  it('gives a name without a tag "latest"', () => {
    assert.equal(withTag('a'), 'a:latest');
    assert.equal(withTag('a:1'), 'a:1');
    assert.equal(defaultTag('My Project', undefined), 'my-project:latest');
  });

  it('turns choices into a plan, and takes choices back', () => {
    const choices = { tag: 'a', contextFolder: '/w', args: new Map<string, string>(), useCache: false, pullBase: true };
    const made = withArgument(withChoice(choices, 'target', 'x'), 'A', '1');
    const plan = planOfChoices(made, { id: '1', dockerfile: '/w/D', workspace: '/w' });
    assert.deepEqual(
      [plan.tags, plan.target, plan.args, plan.useCache, plan.pullBase],
      [['a:latest'], 'x', new Map([['A', '1']]), false, true],
    );
    assert.deepEqual(withArgument(withChoice(made, 'target', undefined), 'A', undefined), choices);
  });
});
