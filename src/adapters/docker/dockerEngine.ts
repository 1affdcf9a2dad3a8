import { systemClock } from '../../domain/base/clock.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import type { Engine } from '../../domain/engines/engineHub.ts';
import { createBuilder } from './builder.ts';
import { createEngine } from './engine.ts';
import { createImageStore } from './imageStore.ts';
import { DockerLogSource } from './logs.ts';

/** The whole adapter of one engine: all ports on one set of connections. Contacts nothing by itself. */
export function openDockerEngine(connection: EngineConnection, workerFile: URL): Engine {
  const { transport, ...ports } = createEngine(connection, systemClock);
  const images = createImageStore(transport);
  return {
    ...ports,
    images,
    builder: createBuilder({ transport, images, workerFile }),
    logs: new DockerLogSource(transport, systemClock),
  };
}
