import type { RuleInfo } from '../lint/rule.ts';
import { chartRules } from './chart/chartRules.ts';
import { gitlabRules } from './gitlab/gitlabRules.ts';
import { kustomizationRules } from './kustomization/kustomizationRules.ts';
import { mlprojectRules } from './mlproject/mlprojectRules.ts';
import { pipelineRules } from './pipeline/pipelineRules.ts';
import { prefectRules } from './prefect/prefectRules.ts';
import { valuesRules } from './chart/valuesRules.ts';
import { workflowRules } from './workflow/workflowRules.ts';

/** All rules of YAML files of programs beside the cluster; some are of several. */
export const yamlFileRules: readonly RuleInfo[] = [
  ...new Set<RuleInfo>([
    ...kustomizationRules,
    ...workflowRules,
    ...gitlabRules,
    ...chartRules,
    ...valuesRules,
    ...mlprojectRules,
    ...pipelineRules,
    ...prefectRules,
  ]),
];
