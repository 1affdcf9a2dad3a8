import type { ManifestRule } from '../../lint/manifestRule.ts';
import { missingInContainer, missingInObject, missingInPod } from '../tables/missingField.ts';
import { argoRules } from './argoRules.ts';
import { containerNeeds } from './containerNeeds.ts';
import { cronjobScheduleInvalid } from './cronjobScheduleInvalid.ts';
import { envDuplicate } from './envDuplicate.ts';
import { houseRules } from './houseRules.ts';
import { hpaMinEqMax } from './hpaMinEqMax.ts';
import { hpaMinGtMax } from './hpaMinGtMax.ts';
import { hpaMinReplicas } from './hpaMinReplicas.ts';
import { imageDigestUnpinned } from './imageDigestUnpinned.ts';
import { imageLatest } from './imageLatest.ts';
import { imageNoTag } from './imageNoTag.ts';
import { imagePullPolicy } from './imagePullPolicy.ts';
import { imageRegistryAllowed } from './imageRegistryAllowed.ts';
import { jobRestartPolicy } from './jobRestartPolicy.ts';
import { nakedPod } from './nakedPod.ts';
import { objectNeeds } from './objectNeeds.ts';
import { pdbBlocksEviction } from './pdbBlocksEviction.ts';
import { pdbPolicies } from './pdbPolicies.ts';
import { podNeeds } from './podNeeds.ts';
import { probeDelayDefaults } from './probeDelayDefaults.ts';
import { probesIdentical } from './probesIdentical.ts';
import { requiredMetadata } from './requiredMetadata.ts';
import { resourcesMemRequestNeLimit } from './resourcesMemRequestNeLimit.ts';
import { resourcesRequestGtLimit } from './resourcesRequestGtLimit.ts';
import { serviceAccountDeprecatedField } from './serviceAccountDeprecatedField.ts';
import { strategyNotRolling } from './strategyNotRolling.ts';
import { stsClaims } from './stsClaims.ts';
import { workloadSingleReplica } from './workloadSingleReplica.ts';

/** What makes a workload fail, wait or restart. */
export const reliabilityRules: readonly ManifestRule[] = [
  imageLatest,
  imageNoTag,
  imageDigestUnpinned,
  imagePullPolicy,
  imageRegistryAllowed,
  ...containerNeeds.map(missingInContainer),
  resourcesRequestGtLimit,
  resourcesMemRequestNeLimit,
  probesIdentical,
  probeDelayDefaults,
  ...podNeeds.map(missingInPod),
  ...objectNeeds.map(missingInObject),
  workloadSingleReplica,
  strategyNotRolling,
  pdbBlocksEviction,
  ...pdbPolicies,
  hpaMinReplicas,
  hpaMinEqMax,
  hpaMinGtMax,
  cronjobScheduleInvalid,
  jobRestartPolicy,
  ...stsClaims,
  envDuplicate,
  serviceAccountDeprecatedField,
  nakedPod,
  ...requiredMetadata,
  ...argoRules,
  ...houseRules,
];
