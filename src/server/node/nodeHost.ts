import { nearFilesOn } from '../../adapters/files/nearFilesOn.ts';
import { bundledFieldTrees, bundledSchemas, bundledSchemaTexts } from '../../adapters/schemas/bundledSchemas.ts';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { ServerHost } from '../serverHost.ts';
import { pathOnDisk } from './pathOnDisk.ts';
import { textOfFile, textOnDisk } from './textOnDisk.ts';

/** A process of Node with the disk of its machine. */
export const nodeHost: ServerHost = {
  schemas: bundledSchemas,
  schemaTexts: bundledSchemaTexts,
  fieldTrees: bundledFieldTrees,
  textOf: textOnDisk,
  textOfFile,
  pathOf: pathOnDisk,
  nearOf,
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
};

/** What is around a file on a disk of this machine; undefined for any other. */
function nearOf(uri: string): NearFiles | undefined {
  const path = pathOnDisk(uri);
  // A file of another host would be asked for over the network.
  return path === undefined || new URL(uri).host !== '' ? undefined : nearFilesOn(path);
}
