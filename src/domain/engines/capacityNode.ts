import { formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { type Capacity, capacityOf } from './capacity.ts';
import type { EngineInfo, EngineSnapshot } from './engine.ts';

/** What is free and what is reserved at an engine. `id` is that of the engine's row. */
export function capacityNode(id: string, snapshot: EngineSnapshot): TreeNode {
  const { info } = snapshot;
  const capacity = capacityOf(snapshot);
  const memoryFree = Math.max(0, capacity.memoryBytes - capacity.memoryTakenBytes);
  const cpusFree = Math.max(0, capacity.cpus - capacity.cpusTaken);
  return {
    id: `${id}/capacity`,
    label: t('Capacity'),
    description: t(
      '{0}/{1} CPUs · {2} of {3} free',
      round(cpusFree),
      capacity.cpus,
      formatBytes(memoryFree),
      formatBytes(capacity.memoryBytes),
    ),
    icon: 'dashboard',
    children: [
      {
        id: `${id}/capacity/cpu`,
        label: t('CPU'),
        icon: 'circuit-board',
        description: t('{0} of {1} reserved by limits', round(capacity.cpusTaken), capacity.cpus),
      },
      {
        id: `${id}/capacity/memory`,
        label: t('Memory'),
        icon: 'server',
        description: t(
          '{0} of {1} reserved by limits',
          formatBytes(capacity.memoryTakenBytes),
          formatBytes(capacity.memoryBytes),
        ),
      },
      { id: `${id}/capacity/gpu`, label: t('GPU'), icon: 'chip', description: gpuCapacityText(info, capacity) },
      ...(capacity.withoutLimits === 0
        ? []
        : [
            {
              id: `${id}/capacity/unlimited`,
              label: t('Without limits'),
              icon: 'warning',
              description: t('{0} running containers may take everything', capacity.withoutLimits),
            },
          ]),
      {
        id: `${id}/capacity/platform`,
        label: t('Platform'),
        icon: 'info',
        description: `${info.os}/${info.architecture} · API ${info.apiVersion}${info.isRootless ? ` · ${t('rootless')}` : ''}`,
      },
    ],
  };
}

function gpuCapacityText(info: EngineInfo, { gpusTaken }: Capacity): string {
  const taken = gpusTaken === 'all' ? t('all in use') : t('{0} in use', gpusTaken);
  if (info.gpus.cdiDevices.length > 0) return `${info.gpus.cdiDevices.join(', ')} · ${taken}`;
  if (info.gpus.nvidiaRuntime === 'yes') return t('NVIDIA runtime present; {0}', taken);
  if (info.gpus.amd) return t('AMD devices present; {0}', taken);
  return info.gpus.nvidiaRuntime === 'unknown' ? t('the engine does not tell') : t('none that the engine offers');
}

const round = (value: number): number => Math.round(value * 100) / 100;
