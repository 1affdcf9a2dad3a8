import { formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import { gpuResource } from '../cluster/gpu.ts';

/** An amount of a resource for people: `4 GPUs`, `1.9 CPUs`, `64 GiB of memory`, `2 of example.com/fpga`. */
export function amountText(resource: string, amount: number): string {
  const rounded = Math.round(amount * 1000) / 1000;
  if (resource === 'cpu') return rounded === 1 ? t('1 CPU') : t('{0} CPUs', rounded);
  if (resource === 'memory') return t('{0} of memory', formatBytes(amount));
  if (resource === 'ephemeral-storage') return t('{0} of local disk', formatBytes(amount));
  if (resource === 'pods') return rounded === 1 ? t('1 place for a pod') : t('{0} places for pods', rounded);
  const gpu = gpuResource(resource);
  if (!gpu) return t('{0} of {1}', rounded, resource);
  if (gpu.sharing !== 'whole') return t('{0} GPU slices ({1})', rounded, resource);
  const name = gpu.vendor === 'nvidia' ? '' : ` (${resource})`;
  return rounded === 1 ? `${t('1 GPU')}${name}` : `${t('{0} GPUs', rounded)}${name}`;
}

/** The number alone, in the same unit. */
export function countOnly(resource: string, amount: number): string {
  return resource === 'memory' || resource === 'ephemeral-storage'
    ? formatBytes(amount)
    : String(Math.round(amount * 1000) / 1000);
}
