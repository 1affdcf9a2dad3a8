import type { Dockerfile } from './dockerfile.ts';
import type { Instruction } from './instruction.ts';
import { mountsOf } from './mounts.ts';
import type { Stage } from './stage.ts';

/** What a `--from` of COPY or of a mount names. Undefined when it is no stage before the instruction: an image, or a context. */
export function stageNamed(file: Dockerfile, name: string, before: Instruction): Stage | undefined {
  const limit = before.stage?.index ?? file.stages.length;
  const lower = name.toLowerCase();
  const named = file.stages.findLast((stage) => stage.index < limit && stage.name === lower);
  if (named || !/^\d+$/.test(name)) return named;
  const index = Number(name);
  return index < limit ? file.stages[index] : undefined;
}

const shipped = new WeakMap<Dockerfile, ReadonlySet<Stage>>();

/**
 * Whether what stays in a stage stays in an image: the last one, those that it goes on from, and those that nothing copies out of, because they are
 * built by name.
 */
export function isShipped(stage: Stage): boolean {
  let stages = shipped.get(stage.file);
  if (!stages) {
    stages = shippedStages(stage.file);
    shipped.set(stage.file, stages);
  }
  return stages.has(stage);
}

function shippedStages(file: Dockerfile): ReadonlySet<Stage> {
  const copied = new Set<Stage>();
  const continued = new Set<Stage>();
  for (const instruction of file.instructions) {
    const named = [instruction.flag('from')?.value, ...mountsOf(instruction).map((mount) => mount.get('from'))];
    for (const name of named) {
      const stage = name === undefined ? undefined : stageNamed(file, name, instruction);
      if (stage) copied.add(stage);
    }
  }
  for (const stage of file.stages) if (stage.parent) continued.add(stage.parent);
  const ends = file.stages.filter((stage) => stage.isLast || (!copied.has(stage) && !continued.has(stage)));
  return new Set(ends.flatMap((stage) => stage.chain));
}
