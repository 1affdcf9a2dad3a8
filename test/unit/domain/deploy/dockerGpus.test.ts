import assert from 'node:assert/strict';
import type { KnownGpu } from '../../../../src/domain/deploy/dockerFacts.ts';
import { dockerGpus } from '../../../../src/domain/deploy/dockerGpus.ts';
import type { GpuSpec } from '../../../../src/domain/deploy/spec.ts';
import type { EngineGpus } from '../../../../src/domain/engines/engine.ts';
import { ENGINE } from './engineFacts.ts';

const NONE: EngineGpus = { nvidiaRuntime: 'no', cdiDevices: [], amd: false };
const RUNTIME: EngineGpus = { ...NONE, nvidiaRuntime: 'yes' };
const CDI: EngineGpus = {
  ...NONE,
  cdiDevices: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1', 'nvidia.com/gpu=GPU-5', 'nvidia.com/gpu=all'],
};
const KNOWN: readonly KnownGpu[] = [
  { id: '0', model: 'NVIDIA A100-SXM4-40GB', memoryBytes: 40 * 1024 ** 3 },
  { id: '1', model: 'NVIDIA L4', memoryBytes: 24 * 1024 ** 3 },
  { id: 'MIG-7', model: 'NVIDIA A100-SXM4-40GB', memoryBytes: 10 * 1024 ** 3, migProfile: '1g.10gb' },
];

function ask(
  gpu: Partial<GpuSpec>,
  gpus: EngineGpus,
  more: { product?: 'docker' | 'podman'; known?: readonly KnownGpu[] } = {},
) {
  const engine = { ...ENGINE, product: more.product ?? 'docker', gpus } as const;
  const result = dockerGpus({ count: 1, ids: [], ...gpu }, { engine, ...(more.known ? { gpus: more.known } : {}) });
  return result.ok ? result.value : result.failure.code;
}

describe('dockerGpus', () => {
  it('asks for nothing when nothing is wanted', () => {
    assert.equal(ask({ count: 0 }, RUNTIME), undefined);
    const none = dockerGpus(undefined, { engine: ENGINE });
    assert.ok(none.ok && none.value === undefined);
  });

  it('asks by number or id where the runtime is', () => {
    assert.deepEqual(ask({ count: 2 }, RUNTIME), { kind: 'nvidia', count: 2 });
    assert.deepEqual(ask({ count: 'all' }, RUNTIME), { kind: 'nvidia', count: 'all' });
    assert.deepEqual(ask({ ids: ['1', 'GPU-5'] }, RUNTIME), { kind: 'nvidiaIds', ids: ['1', 'GPU-5'] });
  });

  it('asks by CDI where there is no runtime but devices, and at Podman always', () => {
    assert.deepEqual(ask({ count: 2 }, CDI), { kind: 'cdi', devices: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'] });
    assert.deepEqual(ask({ count: 'all' }, CDI), { kind: 'cdi', devices: ['nvidia.com/gpu=all'] });
    assert.deepEqual(ask({ ids: ['1'] }, CDI), { kind: 'cdi', devices: ['nvidia.com/gpu=1'] });
    assert.deepEqual(ask({ ids: ['nvidia.com/gpu=GPU-5'] }, RUNTIME), {
      kind: 'cdi',
      devices: ['nvidia.com/gpu=GPU-5'],
    });
    assert.deepEqual(ask({ count: 1 }, { ...NONE, nvidiaRuntime: 'yes' }, { product: 'podman' }), {
      kind: 'cdi',
      devices: ['nvidia.com/gpu=0'],
    });
    assert.deepEqual(ask({ count: 'all' }, NONE, { product: 'podman' }), {
      kind: 'cdi',
      devices: ['nvidia.com/gpu=all'],
    });
  });

  it('leaves it to the engine to refuse where there is neither', () => {
    assert.deepEqual(ask({ count: 1 }, NONE), { kind: 'nvidia', count: 1 });
  });

  it('hands AMD and Intel over as device nodes, or by CDI where listed', () => {
    assert.deepEqual(ask({ vendor: 'amd' }, NONE), {
      kind: 'devices',
      paths: ['/dev/kfd', '/dev/dri'],
      groups: ['video', 'render'],
    });
    assert.deepEqual(ask({ vendor: 'intel' }, NONE), {
      kind: 'devices',
      paths: ['/dev/dri'],
      groups: ['video', 'render'],
    });
    assert.deepEqual(ask({ vendor: 'amd' }, { ...NONE, cdiDevices: ['amd.com/gpu=0'] }), {
      kind: 'cdi',
      devices: ['amd.com/gpu=0'],
    });
  });

  it('chooses by model, memory and MIG profile where the GPUs are known', () => {
    assert.deepEqual(ask({ model: 'a100' }, RUNTIME, { known: KNOWN }), { kind: 'nvidiaIds', ids: ['0'] });
    assert.deepEqual(ask({ memoryBytes: 20 * 1024 ** 3, count: 2 }, RUNTIME, { known: KNOWN }), {
      kind: 'nvidiaIds',
      ids: ['0', '1'],
    });
    assert.deepEqual(ask({ mig: '1g.10gb' }, RUNTIME, { known: KNOWN }), { kind: 'nvidiaIds', ids: ['MIG-7'] });
    assert.equal(ask({ model: 'H100' }, RUNTIME, { known: KNOWN }), 'invalid');
    assert.equal(ask({ model: 'A100', count: 2 }, RUNTIME, { known: KNOWN }), 'invalid');
    assert.equal(ask({ model: 'A100' }, RUNTIME), 'unsupported');
  });
});
