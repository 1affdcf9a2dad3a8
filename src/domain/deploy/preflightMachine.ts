import { formatBytes } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { ContainerPlan } from '../engines/containerPlan.ts';
import type { PreflightCheck, PreflightFacts } from './preflightCheck.ts';
import type { WorkloadSpec } from './spec.ts';

const MIB = 1024 ** 2;
/** The engine refuses less. */
const LEAST_MEMORY = 6 * MIB;
/** What engines give as /dev/shm when nothing is said. */
const DEFAULT_SHM = 64 * MIB;
const SUGGESTED_SHM = 1024 * MIB;

export function checkImage(
  { platform, image }: ContainerPlan,
  { engine, image: found }: PreflightFacts,
): PreflightCheck[] {
  if (!found) return [];
  const title = t('Image');
  if (found.os !== engine.os) {
    return [
      {
        id: 'image',
        title,
        state: 'problem',
        message: t('{0} is an image for {1}, and the engine runs {2}.', image, found.os, engine.os),
      },
    ];
  }
  const has = plainArchitecture(found.architecture);
  const wants = plainArchitecture(platform?.split('/')[1] ?? engine.architecture);
  const runs = plainArchitecture(engine.architecture);
  if (has !== wants) {
    return [
      {
        id: 'image',
        title,
        state: 'problem',
        message: t(
          '{0} is an image for {1}, and {2} is asked for. Build or pull it for that platform.',
          image,
          has,
          wants,
        ),
      },
    ];
  }
  if (has === runs) return [{ id: 'image', title, state: 'ok', message: t('The image fits the engine.') }];
  const message = t(
    '{0} is an image for {1}, and the engine runs {2}: it needs emulation, which is slow, or fails with “exec format error”.',
    image,
    has,
    runs,
  );
  return [{ id: 'image', title, state: platform === undefined ? 'problem' : 'warning', message }];
}

/** The names of the kernel and those of image platforms. */
function plainArchitecture(name: string): string {
  const names = new Map([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
    ['armv7l', 'arm'],
    ['i686', '386'],
  ]);
  return names.get(name) ?? name;
}

export function checkLimits(plan: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  return [...checkCpus(plan, facts), ...checkMemory(plan, facts)];
}

function checkCpus({ cpus }: ContainerPlan, { engine }: PreflightFacts): PreflightCheck[] {
  if (cpus === undefined) return [];
  const title = t('CPU');
  if (cpus <= engine.cpus)
    return [{ id: 'cpus', title, state: 'ok', message: t('The engine has {0} cores.', engine.cpus) }];
  const fix = { title: t('Use {0}', engine.cpus), change: { kind: 'cpus', cpus: engine.cpus } } as const;
  return [
    {
      id: 'cpus',
      title,
      state: 'problem',
      message: t('{0} cores are asked for, and {1} has {2}.', cpus, engine.name, engine.cpus),
      fix,
    },
  ];
}

function checkMemory({ memoryBytes }: ContainerPlan, { engine, containers }: PreflightFacts): PreflightCheck[] {
  if (memoryBytes === undefined) return [];
  const title = t('Memory');
  if (memoryBytes < LEAST_MEMORY) {
    return [
      {
        id: 'memory',
        title,
        state: 'problem',
        message: t(
          '{0} of memory is too little: engines refuse less than {1}.',
          formatBytes(memoryBytes),
          formatBytes(LEAST_MEMORY),
        ),
      },
    ];
  }
  if (memoryBytes > engine.memoryBytes) {
    const most = Math.floor((engine.memoryBytes * 0.9) / MIB) * MIB;
    const fix = { title: t('Use {0}', formatBytes(most)), change: { kind: 'memory', memoryBytes: most } } as const;
    const message = t(
      '{0} of memory is asked for, and {1} has {2}.',
      formatBytes(memoryBytes),
      engine.name,
      formatBytes(engine.memoryBytes),
    );
    return [{ id: 'memory', title, state: 'problem', message, fix }];
  }
  const running = containers.filter((container) => container.state === 'running');
  const promised = running.reduce((sum, container) => sum + (container.limits?.memoryBytes ?? 0), 0);
  if (promised + memoryBytes > engine.memoryBytes) {
    const message = t(
      'With this run, {0} of memory is promised to containers, and {1} has {2}.',
      formatBytes(promised + memoryBytes),
      engine.name,
      formatBytes(engine.memoryBytes),
    );
    return [{ id: 'memory', title, state: 'warning', message }];
  }
  return [
    { id: 'memory', title, state: 'ok', message: t('The engine has {0} of memory.', formatBytes(engine.memoryBytes)) },
  ];
}

/** DataLoader workers hand batches over in /dev/shm; when it is full they die with a bus error. */
export function checkShm(workload: WorkloadSpec, plan: ContainerPlan, facts: PreflightFacts): PreflightCheck[] {
  if ((plan.shmBytes ?? DEFAULT_SHM) > DEFAULT_SHM) return [];
  if (!facts.usesDataLoaderWorkers && !hasWorkers(workload)) return [];
  const fix = {
    title: t('Use {0}', formatBytes(SUGGESTED_SHM)),
    change: { kind: 'shm', shmBytes: SUGGESTED_SHM },
  } as const;
  const message = t(
    'The program loads data with workers, and shared memory is {0}: large batches end in a bus error.',
    formatBytes(plan.shmBytes ?? DEFAULT_SHM),
  );
  return [{ id: 'shm', title: t('Shared memory'), state: 'warning', message, fix }];
}

function hasWorkers({ parameters, args, command }: WorkloadSpec): boolean {
  if (parameters.some(({ name, default: value }) => /workers$/i.test(name) && value !== '0')) return true;
  return [...(command ?? []), ...args].some((word) => /^--?(num[-_]?)?workers(=|$)/i.test(word));
}

export function checkName({ name }: ContainerPlan, { containers }: PreflightFacts): PreflightCheck[] {
  if (!containers.some((container) => container.name === name)) return [];
  return [{ id: 'name', title: t('Name'), state: 'problem', message: t('There is a container “{0}” already.', name) }];
}
