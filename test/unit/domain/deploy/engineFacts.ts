import type { EngineInfo } from '../../../../src/domain/engines/engine.ts';

/** An engine with everything, to be changed by a test. */
export const ENGINE: EngineInfo = {
  name: 'engine',
  product: 'docker',
  version: '29',
  apiVersion: '1.51',
  os: 'linux',
  architecture: 'amd64',
  cpus: 4,
  memoryBytes: 8 * 1024 ** 3,
  isRootless: false,
  gpus: { nvidiaRuntime: 'yes', cdiDevices: [], amd: false },
  warnings: [],
};
