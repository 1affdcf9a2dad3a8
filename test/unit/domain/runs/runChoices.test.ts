import assert from 'node:assert/strict';
import type { RunSpec } from '../../../../src/domain/deploy/spec.ts';
import {
  gpuText,
  initialChoices,
  missingParameters,
  withCpus,
  withGpu,
  withMemory,
  withParameter,
} from '../../../../src/domain/runs/runChoices.ts';

const parameter = (name: string, value: string | undefined) => ({
  name,
  type: 'string' as const,
  choices: [],
  passAs: { kind: 'argument' as const, flag: `--${name}`, joined: false },
  ...(value === undefined ? {} : { default: value }),
});

const workload: RunSpec = {
  kind: 'run',
  name: 'train',
  image: { kind: 'image', reference: 'app:1', pull: 'missing' },
  args: [],
  parameters: [parameter('epochs', '20'), parameter('data', undefined)],
  environment: new Map(),
  environmentFiles: [],
  secrets: [],
  resources: { cpus: 2, gpu: { count: 1, ids: [] } },
  mounts: [],
  ports: [],
  user: 'host',
  nodes: 1,
  processesPerNode: 1,
  outputs: [],
  retries: 0,
};

describe('run choices', () => {
  it('begin with the spec', () => {
    const choices = initialChoices(workload, undefined);
    assert.deepEqual([...choices.parameters], [['epochs', '20']]);
    assert.equal(choices.cpus, 2);
    assert.equal(choices.gpu?.count, 1);
  });

  it('begin with the last ones where there are some, and forget parameters that the spec no longer has', () => {
    const last = {
      parameters: new Map([
        ['epochs', '3'],
        ['gone', 'x'],
      ]),
      memoryBytes: 1024,
    };
    const choices = initialChoices(workload, last);
    assert.deepEqual([...choices.parameters], [['epochs', '3']]);
    assert.deepEqual([choices.cpus, choices.memoryBytes, choices.gpu], [undefined, 1024, undefined]);
  });

  it('name the parameters that have no value yet', () => {
    const choices = initialChoices(workload, undefined);
    assert.deepEqual(
      missingParameters(workload, choices).map(({ name }) => name),
      ['data'],
    );
    assert.deepEqual(missingParameters(workload, withParameter(choices, 'data', 's3://x')), []);
  });

  it('take limits as Kubernetes writes them, and nothing as no limit', () => {
    const choices = initialChoices(workload, undefined);
    const half = withCpus(choices, ' 500m ');
    assert.equal(half.ok && half.value.cpus, 0.5);
    const none = withCpus(choices, '');
    assert.equal(none.ok && 'cpus' in none.value, false);
    const memory = withMemory(choices, '2Gi');
    assert.equal(memory.ok && memory.value.memoryBytes, 2 * 1024 ** 3);
    assert.equal(withMemory(choices, 'lots').ok, false);
  });

  it('say in words which GPUs are asked for', () => {
    const none = withGpu(initialChoices(workload, undefined), { count: 0, ids: [] });
    assert.equal(gpuText(none), 'none');
    assert.equal(gpuText(withGpu(none, { count: 'all', ids: [] })), 'all');
    assert.equal(gpuText(withGpu(none, { count: 2, ids: [], vendor: 'amd' })), '2 × amd');
    assert.equal(gpuText(withGpu(none, { count: 1, ids: ['nvidia.com/gpu=0'] })), 'nvidia.com/gpu=0');
  });
});
