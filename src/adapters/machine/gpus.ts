import type { KnownGpu } from '../../domain/deploy/dockerFacts.ts';
import { run } from '../process/run.ts';

/** Milliseconds: a driver in trouble makes nvidia-smi hang. */
const LIMIT_MS = 5000;
const MIB = 1024 * 1024;

/**
 * The NVIDIA GPUs of this machine, by `nvidia-smi`; undefined where it is not installed or does not answer. MIG instances take the place of
 * the GPU that is cut up: only they can be handed to a container then (NVIDIA MIG user guide).
 */
export async function readGpus(signal: AbortSignal, program = 'nvidia-smi'): Promise<readonly KnownGpu[] | undefined> {
  const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];
  const [table, list] = await Promise.all([
    run(program, { args: query, timeoutMs: LIMIT_MS }, signal),
    run(program, { args: ['-L'], timeoutMs: LIMIT_MS }, signal),
  ]);
  if (!table.ok || table.value.exitCode !== 0) return undefined;
  const gpus = parseTable(table.value.stdout);
  const instances = list.ok && list.value.exitCode === 0 ? parseInstances(list.value.stdout, gpus) : [];
  const cutUp = new Set(instances.map(({ parent }) => parent));
  return [...gpus.filter(({ uuid }) => !cutUp.has(uuid)), ...instances].map(
    ({ uuid: _uuid, parent: _parent, ...gpu }: Listed) => gpu,
  );
}

interface Listed extends KnownGpu {
  readonly uuid: string;
  readonly parent?: string;
}

function parseTable(text: string): Listed[] {
  return text.split('\n').flatMap((line) => {
    const [index, uuid, model, mebibytes] = line.split(',').map((cell) => cell.trim());
    if (index === undefined || uuid === undefined || model === undefined || !/^\d+$/.test(index)) return [];
    return [{ id: index, uuid, model, memoryBytes: Number(mebibytes) * MIB || 0 }];
  });
}

const GPU_LINE = /^GPU \d+: .*\(UUID: ([^)]+)\)/;
const MIG_LINE = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: ([^)]+)\)/;

/** `  MIG 1g.10gb     Device  0: (UUID: MIG-…)` below the line of its GPU. The profile's name carries the memory. */
function parseInstances(text: string, gpus: readonly Listed[]): (Listed & { readonly parent: string })[] {
  let parent: Listed | undefined;
  return text.split('\n').flatMap((line) => {
    const uuid = GPU_LINE.exec(line)?.[1];
    if (uuid !== undefined) parent = gpus.find((gpu) => gpu.uuid === uuid);
    const [, profile, id] = MIG_LINE.exec(line) ?? [];
    if (!parent || profile === undefined || id === undefined) return [];
    const gigabytes = Number(/\.(\d+)gb/.exec(profile)?.[1] ?? 0);
    const instance = { id, uuid: id, model: parent.model, memoryBytes: gigabytes * 1024 * MIB, migProfile: profile };
    return [{ ...instance, parent: parent.uuid }];
  });
}
