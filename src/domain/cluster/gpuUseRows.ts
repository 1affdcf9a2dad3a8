import { t } from '../base/text.ts';
import { type GpuBusy, type GpuUse, busySum, busyText, useTexts } from './gpuUse.ts';
import type { RowContext } from './rowContext.ts';

type Asked = Pick<RowContext, 'gpuUse' | 'now'>;

/** What rows say of a pod that holds GPUs: how busy they are, and that they hardly are. Empty where that is not known. */
export function podUseTexts(
  pod: { readonly namespace?: string; readonly name: string },
  asked: number,
  context: Asked,
): readonly string[] {
  const use = useOf(context);
  const busy = use?.pods.get(`${pod.namespace ?? ''}/${pod.name}`);
  if (!use || !busy) return [];
  return useTexts(busy, asked, use.readAt, context.now);
}

/** `GPU 62 %, 300 of 640 GB` of the nodes that are read. */
export function nodesUseText(names: readonly string[], context: Asked): string | undefined {
  const use = useOf(context);
  if (!use) return undefined;
  const known = [...new Set(names)].flatMap((name) => busyOfNode(use, name) ?? []);
  return known.length === 0 ? undefined : busyText(busySum(known), use.readAt, context.now);
}

/** Exporters call a node by its host name, which may lack the domain. */
function busyOfNode({ nodes }: GpuUse, name: string): GpuBusy | undefined {
  return nodes.get(name) ?? nodes.get(name.split('.', 1)[0] ?? name);
}

function useOf({ gpuUse }: Asked): GpuUse | undefined {
  return gpuUse?.state === 'ready' ? gpuUse.value : undefined;
}

/** Where the figures come from, or why there are none and how they can be had. */
export function gpuUseSource({ gpuUse }: Asked): string | undefined {
  if (gpuUse?.state === 'ready') return t('Use of the GPUs as {0} tells it', gpuUse.value.source);
  if (gpuUse?.state !== 'failed') return undefined;
  const { message, nextStep } = gpuUse.failure;
  const why = t('Use of the GPUs is not known: {0}.', message.replace(/\.$/, ''));
  const byHand = t('“Show GPU use of pod” asks its own nvidia-smi.');
  return [why, nextStep, byHand].filter((part) => part !== undefined).join('\n');
}
