import type { ManifestRule } from '../lint/manifestRule.ts';
import { gpuRules } from './gpu/gpuRules.ts';
import { identityRules } from './identity/identityRules.ts';
import { reliabilityRules } from './reliability/reliabilityRules.ts';
import { securityRules } from './security/securityRules.ts';

/** All rules of manifests, by group. */
export const manifestRules: readonly ManifestRule[] = [
  ...gpuRules,
  ...identityRules,
  ...reliabilityRules,
  ...securityRules,
];
