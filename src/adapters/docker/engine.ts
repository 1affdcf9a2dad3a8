import { type Clock, systemClock } from '../../domain/base/clock.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { EngineConnection } from '../../domain/engines/engine.ts';
import type {
  ContainerControl,
  ContainerFiles,
  ContainerPorts,
  EngineReader,
  ShellOpener,
  UsageReader,
} from '../../domain/engines/ports.ts';
import { DockerPorts } from './containerPorts.ts';
import { DockerControl } from './control.ts';
import { DockerFiles } from './files.ts';
import { DockerReader } from './reader.ts';
import { DockerShells } from './shell.ts';
import { Transport } from './transport.ts';
import { DockerUsage } from './usage.ts';

/** One engine with everything that can be asked of it. Nothing is contacted before the first call. */
export interface Engine extends Disposable {
  readonly connection: EngineConnection;
  /** For what is built on the same connections: building, images, logs. */
  readonly transport: Transport;
  readonly reader: EngineReader;
  readonly control: ContainerControl;
  readonly files: ContainerFiles;
  readonly shells: ShellOpener;
  readonly ports: ContainerPorts;
  readonly usage: UsageReader;
}

export function createEngine(connection: EngineConnection, clock: Clock = systemClock): Engine {
  const transport = new Transport(connection.endpoint);
  const reader = new DockerReader(transport, clock);
  const usage = new DockerUsage(transport, clock);
  return {
    connection,
    transport,
    reader,
    control: new DockerControl(transport, clock),
    files: new DockerFiles(transport),
    shells: new DockerShells(transport),
    ports: new DockerPorts(transport),
    usage,
    dispose: () => {
      usage.dispose();
      reader.dispose();
      transport.dispose();
    },
  };
}
