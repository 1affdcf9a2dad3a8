import type { RuleInfo } from '../lint/rule.ts';
import { kustomizationRules } from './kustomization/kustomizationRules.ts';
import { workflowRules } from './workflow/workflowRules.ts';

/** All rules of YAML files of programs beside the cluster; some are of several. */
export const yamlFileRules: readonly RuleInfo[] = [...new Set<RuleInfo>([...kustomizationRules, ...workflowRules])];
