import type { Result } from '../base/failure.ts';
import { assertNever, fail, ok } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { GpuPlan } from '../engines/containerPlan.ts';
import type { DockerFacts, KnownGpu } from './dockerFacts.ts';
import { formatBytes } from './resources.ts';
import type { GpuSpec } from './spec.ts';

type GpuFacts = Pick<DockerFacts, 'engine' | 'gpus'>;

/**
 * How the GPUs of a request are asked for at this engine; undefined when none are wanted. Failure `unsupported`: the engine cannot tell which
 * of its GPUs are of a model · `invalid`: it has too few of them.
 */
export function dockerGpus(gpu: GpuSpec | undefined, facts: GpuFacts): Result<GpuPlan | undefined> {
  if (!gpu || gpu.count === 0) return ok(undefined);
  const vendor = gpu.vendor ?? 'nvidia';
  if (gpu.ids.length > 0) return ok(byIds(gpu.ids, vendor, facts));
  if (gpu.model !== undefined || gpu.memoryBytes !== undefined || gpu.mig !== undefined)
    return byDescription(gpu, facts);
  switch (vendor) {
    case 'nvidia':
      return ok(nvidiaByCount(gpu.count, facts));
    case 'amd':
    case 'intel':
      return ok(deviceNodes(vendor, gpu.count, facts));
    default:
      return assertNever(vendor);
  }
}

/** Podman takes a DeviceRequest without a word and gives nothing for it, so there only CDI is asked for. */
function usesCdi({ engine }: GpuFacts): boolean {
  return engine.product === 'podman' || engine.gpus.nvidiaRuntime === 'no';
}

function nvidiaByCount(count: number | 'all', facts: GpuFacts): GpuPlan {
  const devices = cdiDevices('nvidia.com/gpu', facts);
  if (!usesCdi(facts) || (facts.engine.product === 'docker' && devices.length === 0)) return { kind: 'nvidia', count };
  return { kind: 'cdi', devices: someOf(devices, 'nvidia.com/gpu', count) };
}

/** AMD and Intel: by CDI where the engine lists such devices, else the device nodes that ROCm and oneAPI document. */
function deviceNodes(vendor: 'amd' | 'intel', count: number | 'all', facts: GpuFacts): GpuPlan {
  const kind = vendor === 'amd' ? 'amd.com/gpu' : 'intel.com/gpu';
  const devices = cdiDevices(kind, facts);
  if (devices.length > 0) return { kind: 'cdi', devices: someOf(devices, kind, count) };
  return {
    kind: 'devices',
    paths: vendor === 'amd' ? ['/dev/kfd', '/dev/dri'] : ['/dev/dri'],
    groups: ['video', 'render'],
  };
}

function byIds(ids: readonly string[], vendor: 'nvidia' | 'amd' | 'intel', facts: GpuFacts): GpuPlan {
  if (ids.every((id) => id.includes('='))) return { kind: 'cdi', devices: ids };
  if (vendor === 'nvidia' && !usesCdi(facts)) return { kind: 'nvidiaIds', ids };
  const hasNvidiaOnly =
    vendor === 'nvidia' && facts.engine.product === 'docker' && cdiDevices('nvidia.com/gpu', facts).length === 0;
  if (hasNvidiaOnly) return { kind: 'nvidiaIds', ids };
  return { kind: 'cdi', devices: ids.map((id) => (id.includes('=') ? id : `${vendor}.com/gpu=${id}`)) };
}

function byDescription(gpu: GpuSpec, facts: GpuFacts): Result<GpuPlan> {
  const wanted = describe(gpu);
  if (!facts.gpus) {
    return fail({
      code: 'unsupported',
      message: t('The engine does not tell which GPUs it has, so it cannot choose {0}.', wanted),
      nextStep: t('Ask for a number of GPUs, or name them with “ids”.'),
    });
  }
  const fitting = facts.gpus.filter((known) => fitsRequest(known, gpu));
  const count = gpu.count === 'all' ? fitting.length : gpu.count;
  if (fitting.length < count || fitting.length === 0) {
    return fail({
      code: 'invalid',
      message: t('The engine has {0} GPUs that fit {1}, and {2} are asked for.', fitting.length, wanted, gpu.count),
      nextStep: t('It has: {0}.', facts.gpus.map((known) => known.model).join(', ') || t('none')),
    });
  }
  return ok(
    byIds(
      fitting.slice(0, count).map((known) => known.id),
      gpu.vendor ?? 'nvidia',
      facts,
    ),
  );
}

function fitsRequest(known: KnownGpu, { model, memoryBytes, mig }: GpuSpec): boolean {
  if (model !== undefined && !known.model.toLowerCase().includes(model.toLowerCase())) return false;
  if (memoryBytes !== undefined && known.memoryBytes < memoryBytes) return false;
  // A MIG instance is only given to who asks for one: it is a part of a GPU.
  return mig === undefined ? known.migProfile === undefined : known.migProfile === mig;
}

function describe({ model, memoryBytes, mig }: GpuSpec): string {
  const words = [model, memoryBytes === undefined ? undefined : formatBytes(memoryBytes), mig];
  return words.filter((word) => word !== undefined).join(' ');
}

function cdiDevices(kind: string, { engine }: GpuFacts): readonly string[] {
  return engine.gpus.cdiDevices.filter((device) => device.startsWith(`${kind}=`));
}

/** `=all` and names by UUID stand for devices that are listed by index too. */
function someOf(devices: readonly string[], kind: string, count: number | 'all'): readonly string[] {
  if (count === 'all') return devices.length === 0 || devices.includes(`${kind}=all`) ? [`${kind}=all`] : devices;
  const single = devices.filter((device) => !device.endsWith('=all'));
  const byIndex = single.filter((device) => /=\d+$/.test(device));
  const listed = byIndex.length > 0 ? byIndex : single;
  return Array.from({ length: count }, (_, index) => listed[index] ?? `${kind}=${index}`);
}
