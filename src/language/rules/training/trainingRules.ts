import type { ManifestRule } from '../../lint/manifestRule.ts';
import { trainBackoffDefault } from './trainBackoffDefault.ts';
import { trainCheckpointEmptydir } from './trainCheckpointEmptydir.ts';
import { trainCheckpointReadonly } from './trainCheckpointReadonly.ts';
import { trainGracePeriod } from './trainGracePeriod.ts';
import { trainInDeployment } from './trainInDeployment.ts';
import { trainNoCheckpoint } from './trainNoCheckpoint.ts';
import { trainNoDeadline } from './trainNoDeadline.ts';
import { trainNoGang } from './trainNoGang.ts';
import { trainOomkillPolicy } from './trainOomkillPolicy.ts';
import { trainPodfailurepolicy } from './trainPodfailurepolicy.ts';
import { trainShellEntrypoint } from './trainShellEntrypoint.ts';
import { trainStandaloneMultinode } from './trainStandaloneMultinode.ts';

/** Training on any pod. */
export const trainingRules: readonly ManifestRule[] = [
  trainBackoffDefault,
  trainCheckpointEmptydir,
  trainCheckpointReadonly,
  trainGracePeriod,
  trainInDeployment,
  trainNoCheckpoint,
  trainNoDeadline,
  trainNoGang,
  trainOomkillPolicy,
  trainPodfailurepolicy,
  trainShellEntrypoint,
  trainStandaloneMultinode,
];
