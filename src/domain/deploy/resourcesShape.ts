import { t } from '../base/text.ts';
import type { Shape } from './shape.ts';
import { choice, either, fields, integer, list, quantity, text } from './shape.ts';

export function resourcesShape(): Shape {
  return {
    kind: 'record',
    id: 'resources',
    title: t('resources'),
    fields: fields({
      cpu: {
        shape: quantity('cores'),
        doc: t('Cores: `2`, `0.5` or `500m`.'),
        example: '2',
        otherNames: ['cpus', 'cores'],
      },
      memory: {
        shape: quantity('bytes'),
        doc: t('Memory: `2Gi`, `512Mi`. More is answered with an out-of-memory kill.'),
        example: '4Gi',
        otherNames: ['mem', 'ram', 'mem_limit'],
      },
      shm: {
        shape: quantity('bytes'),
        doc: t('Shared memory (`/dev/shm`). PyTorch DataLoader workers need more than the usual 64Mi.'),
        default: t('that of the engine, 64Mi'),
        example: '1Gi',
        otherNames: ['shm_size', 'shmSize', 'sharedMemory'],
      },
      gpu: {
        shape: either(integer(0, 1024), choice({ all: t('Every GPU of the machine.') }), gpuShape()),
        doc: t('GPUs: a number, `all`, or a description.'),
        default: '0',
        example: '1',
        otherNames: ['gpus', 'accelerators', 'nvidia.com/gpu'],
      },
    }),
  };
}

function gpuShape(): Shape {
  return {
    kind: 'record',
    id: 'gpu',
    title: t('GPU request'),
    fields: fields({
      count: {
        shape: either(integer(0, 1024), choice({ all: t('Every one.') })),
        doc: t('How many.'),
        default: t('1, or as many as `ids`'),
        example: '1',
        otherNames: ['number'],
      },
      ids: {
        shape: list({ kind: 'scalar' }, 1),
        doc: t('Which ones: indexes, UUIDs or CDI device names. Docker only.'),
        example: '[0, 1]',
        otherNames: ['device_ids', 'devices', 'index'],
      },
      model: {
        shape: text('line'),
        doc: t('Part of the model’s name.'),
        example: 'A100',
        otherNames: ['type', 'name'],
      },
      memory: {
        shape: quantity('bytes'),
        doc: t('Memory that each must have at least.'),
        example: '40Gi',
        otherNames: ['vram'],
      },
      mig: {
        shape: text('line'),
        doc: t('MIG profile of an NVIDIA GPU.'),
        example: '1g.10gb',
        otherNames: ['profile'],
      },
      vendor: {
        shape: choice({ nvidia: 'NVIDIA', amd: 'AMD', intel: 'Intel' }),
        doc: t('Whose GPU.'),
        default: 'nvidia',
      },
    }),
  };
}
