import type { ManifestRule } from '../../lint/manifestRule.ts';
import { missingInPod } from '../tables/missingField.ts';
import { bindingRules } from './bindingRules.ts';
import { capabilitySettings } from './capabilitySettings.ts';
import { contextSettings } from './contextSettings.ts';
import { forbiddenSetting } from './forbiddenSetting.ts';
import { hardeningRules, hostUsers } from './hardeningRules.ts';
import { hostPathWritable } from './hostPathWritable.ts';
import { hostSettings } from './hostSettings.ts';
import { leakedToken } from './leakedToken.ts';
import { networkRules } from './networkRules.ts';
import { otherSystems } from './otherSystems.ts';
import { portSettings } from './portSettings.ts';
import { rbacRules } from './rbacRules.ts';
import { requiredSetting } from './requiredSetting.ts';
import { requiredSettings } from './requiredSettings.ts';
import { secretRules } from './secretRules.ts';
import { serviceAccountRules } from './serviceAccountRules.ts';
import { volumeSettings } from './volumeSettings.ts';

/** Who may do what: pods on their nodes, roles in the cluster, traffic from outside. */
export const securityRules: readonly ManifestRule[] = [
  ...[...contextSettings, ...capabilitySettings, ...hostSettings, ...volumeSettings, ...portSettings].map(
    forbiddenSetting,
  ),
  ...requiredSettings.map(requiredSetting),
  ...hardeningRules,
  missingInPod(hostUsers),
  hostPathWritable,
  ...serviceAccountRules,
  ...secretRules,
  leakedToken,
  ...rbacRules,
  ...bindingRules,
  ...networkRules,
  ...otherSystems,
];
