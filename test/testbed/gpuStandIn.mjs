// What makes an engine accept GPU requests on a machine without a GPU.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Number of GPUs that the device specification offers. */
export const standInGpus = 2;

/**
 * An engine offers its NVIDIA driver when a program of this name is on its PATH at start. It runs before each container with GPUs and
 * need do nothing. The current engine also reads device specifications (CDI) from a directory.
 * @param {object} where
 * @param {string} where.pathDir A directory on the engine's PATH.
 * @param {string} where.cdiDir
 * @param {boolean | 'cdi'} where.gpu true for both ways, 'cdi' for the specification alone, false for none.
 */
export function writeGpuStandIn({ pathDir, cdiDir, gpu }) {
  mkdirSync(pathDir, { recursive: true });
  mkdirSync(cdiDir, { recursive: true });
  const hook = join(pathDir, 'nvidia-container-runtime-hook');
  const specification = join(cdiDir, 'nvidia.json');
  rmSync(hook, { force: true });
  rmSync(specification, { force: true });
  if (gpu === true) {
    writeFileSync(hook, '#!/bin/sh\nexit 0\n');
    chmodSync(hook, 0o755);
  }
  if (gpu !== false) writeFileSync(specification, JSON.stringify(cdiSpecification(), null, 2));
}

function cdiSpecification() {
  const names = Array.from({ length: standInGpus }, (_, index) => String(index));
  const device = (/** @type {string} */ name) => ({
    name,
    containerEdits: { env: [`TRAINYARD_GPU_${name.toUpperCase()}=1`] },
  });
  return { cdiVersion: '0.6.0', kind: 'nvidia.com/gpu', devices: [...names, 'all'].map(device) };
}
