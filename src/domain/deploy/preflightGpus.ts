import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ContainerPlan, GpuPlan } from '../engines/containerPlan.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';

/** Whether the engine can give the GPUs, and whether it has so many. */
export function checkGpus({ gpus }: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  if (!gpus) return [];
  const access = accessProblem(gpus, facts);
  if (access) return [access];
  const count = countProblem(gpus, facts);
  const checks = count ? [count] : [];
  const shared = sharedWarning(gpus, facts);
  if (shared) checks.push(shared);
  return checks.length > 0
    ? checks
    : [{ id: 'gpu', title: title(), state: 'ok', message: t('The engine can give the GPUs.') }];
}

const title = () => t('GPUs');

function accessProblem(gpus: GpuPlan, { engine }: PreflightFacts): PreflightCheck | undefined {
  switch (gpus.kind) {
    case 'nvidia':
    case 'nvidiaIds':
      if (engine.product === 'podman') {
        return problem(
          t(
            '{0} is Podman, which takes this GPU request without a word and gives no GPU. Name CDI devices in “ids”.',
            engine.name,
          ),
        );
      }
      if (engine.gpus.nvidiaRuntime === 'yes') return undefined;
      if (engine.gpus.nvidiaRuntime === 'no') {
        return problem(
          t(
            '{0} has no NVIDIA container runtime, so it will refuse GPUs. Install the NVIDIA Container Toolkit on its machine.',
            engine.name,
          ),
        );
      }
      return warning(t('{0} does not tell whether it can give NVIDIA GPUs.', engine.name));
    case 'cdi':
      return cdiProblem(gpus.devices, engine);
    case 'devices':
      if (engine.gpus.amd || !gpus.paths.includes('/dev/kfd')) return undefined;
      return problem(t('{0} shows no AMD GPU (/dev/kfd).', engine.name));
    default:
      return assertNever(gpus);
  }
}

function cdiProblem(devices: readonly string[], engine: PreflightFacts['engine']): PreflightCheck | undefined {
  const known = engine.gpus.cdiDevices;
  if (known.length === 0 && engine.product === 'podman') {
    return warning(t('{0} does not tell which GPUs it has; asked for are {1}.', engine.name, devices.join(', ')));
  }
  const missing = devices.filter((device) => !known.includes(device));
  if (missing.length === 0) return undefined;
  const has = known.length === 0 ? t('none') : known.join(', ');
  return problem(t('{0} has no GPU {1}. It has: {2}.', engine.name, missing.join(', '), has));
}

function countProblem(gpus: GpuPlan, { gpus: known, engine }: PreflightFacts): PreflightCheck | undefined {
  if (!known || (gpus.kind !== 'nvidia' && gpus.kind !== 'nvidiaIds')) return undefined;
  if (gpus.kind === 'nvidiaIds') {
    const missing = gpus.ids.filter((id) => !known.some((gpu) => gpu.id === id));
    // Ids may be indexes or UUIDs; only one of the two spellings is known here.
    return missing.length > 0 && missing.every((id) => /^\d+$/.test(id) && Number(id) >= known.length)
      ? problem(t('{0} has no GPU {1}. It has {2}.', engine.name, missing.join(', '), known.length))
      : undefined;
  }
  if (gpus.count === 'all' || gpus.count <= known.length) return undefined;
  const count = known.length;
  const fix = {
    title: count === 0 ? t('Run without GPU') : t('Use {0}', count),
    change: count === 0 ? { kind: 'gpu' as const } : { kind: 'gpu' as const, gpu: { count, ids: [] } },
  };
  return { ...problem(t('{0} GPUs are asked for, and {1} has {2}.', gpus.count, engine.name, count)), fix };
}

/** Docker gives one GPU to as many containers as ask for it; two trainings then fight for its memory. */
function sharedWarning(gpus: GpuPlan, { containers, gpus: known }: PreflightFacts): PreflightCheck | undefined {
  const running = containers.filter(
    (container) => container.state === 'running' && (container.limits?.gpus ?? 0) !== 0,
  );
  if (running.length === 0) return undefined;
  const wanted = gpus.kind === 'nvidiaIds' ? gpus.ids : gpus.kind === 'cdi' ? gpus.devices : undefined;
  const total = known?.length;
  const users = running.filter(({ limits }) => {
    if (!wanted || !limits?.gpuIds || limits.gpuIds.length === 0)
      return total === undefined || limits?.gpus === -1 || overlapsByCount(gpus, limits?.gpus ?? 0, total);
    return limits.gpuIds.some((id) => wanted.includes(id));
  });
  if (users.length === 0) return undefined;
  return {
    ...warning(t('GPUs are in use by {0} too.', users.map((container) => container.name).join(', '))),
    id: 'gpu-shared',
  };
}

function overlapsByCount(gpus: GpuPlan, taken: number, total: number): boolean {
  const wanted = gpus.kind === 'nvidia' ? gpus.count : gpus.kind === 'nvidiaIds' ? gpus.ids.length : 1;
  return wanted === 'all' || wanted + taken > total;
}

function problem(message: string): PreflightCheck {
  const fix = { title: t('Run without GPU'), change: { kind: 'gpu' as const } };
  return { id: 'gpu', title: title(), state: 'problem', message, fix };
}

function warning(message: string): PreflightCheck {
  return { id: 'gpu', title: title(), state: 'warning', message };
}
