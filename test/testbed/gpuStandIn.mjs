// What makes an engine accept GPU requests on a machine without a GPU.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Number of GPUs that a device specification (CDI) offers. */
export const standInGpus = 2;

/**
 * true: as with NVIDIA's container toolkit; any number of GPUs is accepted, as the toolkit alone would know how many there are.
 * 'cdi': NVIDIA by device specification; the current engine then refuses more than there are. 'amd': the same for AMD.
 * false: no GPU support. Engine 20.10 knows the first way only and refuses with the others.
 * @typedef {boolean | 'cdi' | 'amd'} GpuStandIn
 */

/** Programs that the engine looks for on its PATH at start. The first runs before each container with GPUs; it need do nothing. */
const runtimeHook = 'nvidia-container-runtime-hook';
const cdiHook = 'nvidia-cdi-hook';

/**
 * @param {object} where
 * @param {string} where.pathDir A directory on the engine's PATH.
 * @param {string} where.cdiDir The engine's directory of device specifications.
 * @param {GpuStandIn} where.gpu
 */
export function writeGpuStandIn({ pathDir, cdiDir, gpu }) {
  rmSync(cdiDir, { recursive: true, force: true });
  for (const dir of [pathDir, cdiDir]) mkdirSync(dir, { recursive: true });
  for (const program of [runtimeHook, cdiHook]) rmSync(join(pathDir, program), { force: true });
  if (gpu === false) return;
  if (gpu !== 'amd') {
    writeFileSync(join(pathDir, gpu === 'cdi' ? cdiHook : runtimeHook), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  }
  writeFileSync(
    join(cdiDir, 'gpu.json'),
    JSON.stringify(cdiSpecification(gpu === 'amd' ? 'amd.com/gpu' : 'nvidia.com/gpu')),
  );
}

/**
 * @param {string} kind
 */
function cdiSpecification(kind) {
  const names = Array.from({ length: standInGpus }, (_, index) => String(index));
  const device = (/** @type {string} */ name) => ({
    name,
    containerEdits: { env: [`TRAINYARD_GPU_${name.toUpperCase()}=${kind}`] },
  });
  return { cdiVersion: '0.6.0', kind, devices: [...names, 'all'].map(device) };
}
