import { pipelineRules } from '../../rules/pipeline/pipelineRules.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** Compiled pipelines of Kubeflow (IR YAML). */
export const pipelineLanguage = yamlFileLanguage({
  language: 'pipeline',
  rules: pipelineRules,
  document: 'first',
  read: (file) => file,
});
