import type { ManifestRule } from '../../lint/manifestRule.ts';
import { gpuCudaVisibleDevices } from './gpuCudaVisibleDevices.ts';
import { gpuDraAndPlugin } from './gpuDraAndPlugin.ts';
import { gpuFractional } from './gpuFractional.ts';
import { gpuImageCpuOnly } from './gpuImageCpuOnly.ts';
import { gpuImageWithoutRequest } from './gpuImageWithoutRequest.ts';
import { gpuInitOnly } from './gpuInitOnly.ts';
import { gpuMigPlusFull } from './gpuMigPlusFull.ts';
import { gpuMigProfile } from './gpuMigProfile.ts';
import { gpuMigStrategy } from './gpuMigStrategy.ts';
import { gpuMissingToleration } from './gpuMissingToleration.ts';
import { gpuMixedVendors } from './gpuMixedVendors.ts';
import { gpuNoCpuMem } from './gpuNoCpuMem.ts';
import { gpuPrivileged } from './gpuPrivileged.ts';
import { gpuRequestNeLimit } from './gpuRequestNeLimit.ts';
import { gpuRequestWithoutLimit } from './gpuRequestWithoutLimit.ts';
import { gpuRolloutSurge } from './gpuRolloutSurge.ts';
import { gpuSharedGtOne } from './gpuSharedGtOne.ts';
import { gpuSidecar } from './gpuSidecar.ts';
import { gpuTolerationWithoutGpu } from './gpuTolerationWithoutGpu.ts';
import { gpuUnknownResource } from './gpuUnknownResource.ts';
import { gpuVisibleDevicesEnv } from './gpuVisibleDevicesEnv.ts';
import { gpuZero } from './gpuZero.ts';
import { ncclDebugInfo } from './ncclDebugInfo.ts';
import { ncclIbWithoutRdma } from './ncclIbWithoutRdma.ts';
import { ncclSocketIfname } from './ncclSocketIfname.ts';
import { ompThreadsGtCpu } from './ompThreadsGtCpu.ts';
import { rdmaIpcLock } from './rdmaIpcLock.ts';
import { shmExceedsMemoryLimit } from './shmExceedsMemoryLimit.ts';
import { shmHostpath } from './shmHostpath.ts';
import { shmMissing } from './shmMissing.ts';
import { shmNoSizeLimit } from './shmNoSizeLimit.ts';
import { shmNotMemory } from './shmNotMemory.ts';

/** GPUs on any pod. */
export const gpuRules: readonly ManifestRule[] = [
  gpuCudaVisibleDevices,
  gpuDraAndPlugin,
  gpuFractional,
  gpuImageCpuOnly,
  gpuImageWithoutRequest,
  gpuInitOnly,
  gpuMigPlusFull,
  gpuMigProfile,
  gpuMigStrategy,
  gpuMissingToleration,
  gpuMixedVendors,
  gpuNoCpuMem,
  gpuPrivileged,
  gpuRequestNeLimit,
  gpuRequestWithoutLimit,
  gpuRolloutSurge,
  gpuSharedGtOne,
  gpuSidecar,
  gpuTolerationWithoutGpu,
  gpuUnknownResource,
  gpuVisibleDevicesEnv,
  gpuZero,
  ncclDebugInfo,
  ncclIbWithoutRdma,
  ncclSocketIfname,
  ompThreadsGtCpu,
  rdmaIpcLock,
  shmExceedsMemoryLimit,
  shmHostpath,
  shmMissing,
  shmNoSizeLimit,
  shmNotMemory,
];
