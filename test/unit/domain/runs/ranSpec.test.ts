// What a run was started with, read back from what an engine or a cluster keeps of it.
import assert from 'node:assert/strict';
import { containerBody } from '../../../../src/adapters/docker/containerBody.ts';
import { toDocker } from '../../../../src/domain/deploy/toDocker.ts';
import { dockerRanSpec } from '../../../../src/domain/runs/dockerRanSpec.ts';
import { kubernetesRanSpec } from '../../../../src/domain/runs/kubernetesRanSpec.ts';
import type { RanSpec } from '../../../../src/domain/runs/ranSpec.ts';
import { choicesOf, manifestsOf, type Start } from '../../../support/kubeStart.ts';
import { ENGINE } from '../deploy/engineFacts.ts';
import { specText, workloadOf } from '../deploy/specTexts.ts';

const IMAGE = { Config: { Env: ['PATH=/bin', 'LANG=C'], Cmd: ['python3'], Entrypoint: null, WorkingDir: '/' } };

/** As an engine describes a container that it made from this request. */
function inspected(body: string, secrets: ReadonlyMap<string, string> = new Map()): unknown {
  const workload = workloadOf(specText(body));
  const plan = toDocker(workload, choicesOf({ workload }), {
    engine: ENGINE,
    hasBridgeNetwork: true,
    hostUser: { uid: 1000, gid: 100 },
    specFolder: '/project',
    workspaceFolder: '/project',
    secrets,
    environmentFiles: new Map(),
    image: { reference: 'app:1' },
    run: { id: 'id1', name: 'w-calm-otter' },
  });
  assert.ok(plan.ok, plan.ok ? '' : plan.failure.message);
  const { HostConfig, ...Config } = containerBody(plan.value) as { HostConfig: object; Env: string[]; Cmd?: string[] };
  return {
    Config: { ...Config, Env: ['PATH=/bin', ...Config.Env], Cmd: Config.Cmd ?? ['python3'] },
    HostConfig: { ShmSize: 67_108_864, ...HostConfig },
  };
}

function inCluster(body: string, given: Omit<Start, 'workload'> = {}): RanSpec {
  const facts = { hostUser: { uid: 1000, gid: 100 }, ...given.facts };
  const manifests = manifestsOf({ workload: workloadOf(specText(body)), ...given, facts });
  const spec = kubernetesRanSpec(manifests.find(({ kind }) => kind === 'Job'));
  assert.ok(spec);
  return spec;
}

describe('the spec of a run that was', () => {
  it('is the same words on Docker and in a cluster', () => {
    const body = [
      'command: [python, train.py]',
      'args: ["$(HOME)", $$, plain]',
      'parameters: { epochs: 5, seed: { default: 1, as: environment } }',
      'env: { LITERAL: "$(X) $$", A: b }',
      'workingDir: /app',
      'user: host',
      'timeout: 90m',
      'resources: { cpu: 500m, memory: 2Gi, shm: 256Mi }',
    ].join('\n');
    const expected = {
      command: ['python', 'train.py'],
      workingDir: '/app',
      user: '1000:100',
      timeout: '1h30m',
      cpu: '500m',
      memory: '2Gi',
      shm: '256Mi',
      secrets: new Map(),
      mounts: new Map(),
      ports: [],
    };
    const { environment, args, ...cluster } = inCluster(body);
    assert.deepEqual(cluster, expected);
    assert.deepEqual(args, ['$(HOME)', '$$', 'plain', '--epochs', '5']);
    assert.equal(environment.get('LITERAL'), '$(X) $$');
    const docker = dockerRanSpec(inspected(body), IMAGE);
    assert.deepEqual(docker.command, [...expected.command, ...args]);
    assert.deepEqual(docker.environment, environment);
    const { command: _command, environment: _environment, ...rest } = docker;
    const { command: _same, ...others } = expected;
    assert.deepEqual(rest, others);
  });

  it('leaves out what came from the image, and the names of the run itself', () => {
    const spec = dockerRanSpec(inspected('env: { LANG: de }'), IMAGE);
    assert.deepEqual([...spec.environment.keys()], ['PYTHONUNBUFFERED', 'LANG']);
    assert.equal(spec.args, undefined);
    // Without the image nobody can tell what was its own.
    assert.ok(dockerRanSpec(inspected(''), undefined).environment.has('PATH'));
  });

  it('names where a secret came from and never holds its value', () => {
    const body = 'env: { API_TOKEN: typed-by-hand }\nsecrets: { HF: { env: HF_HOME_KEY }, W: { file: ~/.wandb } }';
    const values = new Map([
      ['HF', 'hf_very-secret'],
      ['W', 'w-very-secret'],
    ]);
    const docker = dockerRanSpec(inspected(body, values), IMAGE);
    assert.deepEqual([...docker.secrets].slice(0, 2), [
      ['HF', 'env HF_HOME_KEY'],
      ['W', 'file ~/.wandb'],
    ]);
    assert.deepEqual([...docker.secrets.keys()], ['HF', 'W', 'API_TOKEN']);
    const choices = {
      secrets: new Map([
        ['HF', { secret: 'hub', key: 'token' }],
        ['W', { secret: 'wandb', key: 'key' }],
      ]),
    };
    const cluster = inCluster(body, { choices });
    assert.equal(cluster.secrets.get('HF'), 'secret hub, key token');
    const texts = [docker, cluster].map((spec) => JSON.stringify([...spec.environment, ...spec.secrets]));
    assert.doesNotMatch(texts.join(), /very-secret|typed-by-hand/);
  });

  it('tells mounts, GPUs and ranks', () => {
    const cluster = inCluster(
      'nodes: 2\nresources: { gpu: 1 }\nmounts: [{ pvc: data, path: /data, subPath: x, readOnly: true }]\noutputs: [{ path: /out }]',
    );
    assert.equal(cluster.nodes, 2);
    assert.equal(cluster.gpus, '1');
    assert.deepEqual(
      [...cluster.mounts],
      [
        ['/data', 'claim data, x (read-only)'],
        ['/out', 'scratch'],
      ],
    );
    assert.equal(cluster.environment.get('RANK'), "(metadata.annotations['batch.kubernetes.io/job-completion-index'])");
    const docker = dockerRanSpec(inspected('resources: { gpu: 2 }\nmounts: [{ volume: cache, path: /c }]'), IMAGE);
    assert.deepEqual([docker.gpus, [...docker.mounts]], ['2', [['/c', 'volume cache']]]);
  });

  it('is not there for an object without a container', () => {
    assert.equal(kubernetesRanSpec({ spec: { template: { spec: {} } } }), undefined);
  });
});
