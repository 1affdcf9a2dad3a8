import { systemClock } from '../../domain/base/clock.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { createBuilder } from './builder.ts';
import { createEngine } from './engine.ts';
import { createImageStore } from './imageStore.ts';
import { DockerLogSource } from './logs.ts';

/** Programs of their own in the bundle. */
export interface BundledPrograms {
  readonly contextWorker: URL;
  readonly guard: URL;
}

/** The whole adapter of one engine: all ports on one set of connections. Contacts nothing by itself. */
export function openDockerEngine(connection: EngineConnection, { contextWorker, guard }: BundledPrograms): Engine {
  const { transport, ...ports } = createEngine(connection, systemClock);
  const images = createImageStore(transport);
  return {
    ...ports,
    images,
    builder: createBuilder({ transport, images, workerFile: contextWorker, guardFile: guard }),
    logs: new DockerLogSource(transport, systemClock),
  };
}
