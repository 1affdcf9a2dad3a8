import type { ManifestRule } from '../lint/manifestRule.ts';
import { gpuRules } from './gpu/gpuRules.ts';
import { identityRules } from './identity/identityRules.ts';
import { modelsRules } from './models/modelsRules.ts';
import { operatorRules } from './operators/operatorRules.ts';
import { reliabilityRules } from './reliability/reliabilityRules.ts';
import { securityRules } from './security/securityRules.ts';
import { servingRules } from './serving/servingRules.ts';
import { trainingRules } from './training/trainingRules.ts';
import { yamlTextRules } from './yaml/yamlTextRules.ts';

/** All rules of manifests, by group. */
export const manifestRules: readonly ManifestRule[] = [
  ...yamlTextRules,
  ...gpuRules,
  ...identityRules,
  ...modelsRules,
  ...operatorRules,
  ...reliabilityRules,
  ...securityRules,
  ...servingRules,
  ...trainingRules,
];
