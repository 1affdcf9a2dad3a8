import { workflowRules } from '../../rules/workflow/workflowRules.ts';
import { Workflow } from '../../workflow/workflow.ts';
import { yamlFileLanguage } from './yamlFileLanguage.ts';

/** Workflows of GitHub Actions. */
export const workflowLanguage = yamlFileLanguage({
  language: 'workflow',
  rules: workflowRules,
  read: (file) => (file.root ? new Workflow(file) : undefined),
});
