import type { ManifestRule } from '../../lint/manifestRule.ts';
import { capabilitySettings } from './capabilitySettings.ts';
import { contextSettings } from './contextSettings.ts';
import { forbiddenSetting } from './forbiddenSetting.ts';
import { hostSettings } from './hostSettings.ts';
import { requiredSetting } from './requiredSetting.ts';
import { requiredSettings } from './requiredSettings.ts';

/** Who may do what: pods on their nodes, roles in the cluster, traffic from outside. */
export const securityRules: readonly ManifestRule[] = [
  ...[...contextSettings, ...capabilitySettings, ...hostSettings].map(forbiddenSetting),
  ...requiredSettings.map(requiredSetting),
];
