import type { Container, EngineSnapshot } from './engine.ts';

/** What running containers may take of an engine, by their limits. A container without a limit may take everything and is counted apart. */
export interface Capacity {
  readonly cpus: number;
  readonly cpusTaken: number;
  readonly memoryBytes: number;
  readonly memoryTakenBytes: number;
  /** Devices that are handed to running containers; `'all'` when one of them asked for all. */
  readonly gpusTaken: number | 'all';
  readonly withoutLimits: number;
  readonly running: number;
}

export function capacityOf({ info, containers }: EngineSnapshot): Capacity {
  const running = containers.filter((container) => container.state === 'running');
  return {
    cpus: info.cpus,
    cpusTaken: sum(running, ({ limits }) => limits?.cpus ?? 0),
    memoryBytes: info.memoryBytes,
    memoryTakenBytes: sum(running, ({ limits }) => limits?.memoryBytes ?? 0),
    gpusTaken: running.some(({ limits }) => limits?.gpus === -1) ? 'all' : sum(running, gpusOf),
    withoutLimits: running.filter(({ limits }) => limits?.cpus === undefined || limits.memoryBytes === undefined)
      .length,
    running: running.length,
  };
}

function gpusOf({ limits }: Container): number {
  return limits?.gpus ?? limits?.gpuIds?.length ?? 0;
}

function sum(containers: readonly Container[], value: (container: Container) => number): number {
  return containers.reduce((total, container) => total + value(container), 0);
}
