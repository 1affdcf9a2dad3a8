// Every rule's page has a text in which it finds something and one in which it does not, and its first fix takes the finding away.
import { DEFAULT_LINT_CONFIG } from '../../../../src/language/lint/lintConfig.ts';
import type { RuleInfo } from '../../../../src/language/lint/rule.ts';
import { lintText } from '../../../../src/language/lint/textLinter.ts';
import { chartRules } from '../../../../src/language/rules/chart/chartRules.ts';
import { COMPOSE_SYNTAX } from '../../../../src/language/rules/compose/composeSyntax.ts';
import { composeRules } from '../../../../src/language/rules/composeRules.ts';
import { dockerChecks, dockerRules } from '../../../../src/language/rules/dockerRules.ts';
import { gitlabRules } from '../../../../src/language/rules/gitlab/gitlabRules.ts';
import { kustomizationRules } from '../../../../src/language/rules/kustomization/kustomizationRules.ts';
import { manifestRules } from '../../../../src/language/rules/manifestRules.ts';
import { mlprojectRules } from '../../../../src/language/rules/mlproject/mlprojectRules.ts';
import { argoResourceManifest } from '../../../../src/language/rules/operators/argoResourceManifest.ts';
import { pipelineRules } from '../../../../src/language/rules/pipeline/pipelineRules.ts';
import { prefectRules } from '../../../../src/language/rules/prefect/prefectRules.ts';
import { schemaRules } from '../../../../src/language/rules/schema/schemaRules.ts';
import { specRules } from '../../../../src/language/rules/spec/specRules.ts';
import { valuesRules } from '../../../../src/language/rules/chart/valuesRules.ts';
import { workflowRules } from '../../../../src/language/rules/workflow/workflowRules.ts';
import { yamlRules } from '../../../../src/language/rules/yaml/yamlRules.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { EXAMPLE_FILES } from '../../../support/exampleFiles.ts';
import { describeExamples } from '../../../support/ruleExamples.ts';

const FILES: readonly (readonly [path: string, rules: readonly RuleInfo[]])[] = [
  ['manifest.yaml', [...yamlRules, ...schemaRules, ...manifestRules, argoResourceManifest]],
  ['trainyard.yaml', specRules],
  ['Dockerfile', [...dockerRules, ...dockerChecks.flatMap((check) => check.rules)]],
  ['compose.yaml', [COMPOSE_SYNTAX, ...composeRules]],
  ['kustomization.yaml', kustomizationRules],
  ['.github/workflows/train.yml', workflowRules],
  ['.gitlab-ci.yml', gitlabRules],
  ['Chart.yaml', chartRules],
  ['values.yaml', valuesRules],
  ['MLproject', mlprojectRules],
  ['pipeline.yaml', pipelineRules],
  ['prefect.yaml', prefectRules],
];

for (const [path, rules] of FILES)
  describe(`examples of rules of ${path}`, () => {
    // What is said of repeated keys is the same in several of them; the page of that rule shows a kustomization.
    const own = rules.filter(({ id }) => id !== 'yaml-repeated-key' || path === 'kustomization.yaml');
    describeExamples(own, (text, rule) => {
      const config = { ...DEFAULT_LINT_CONFIG, rules: new Map([[rule.id, rule.severity]]) };
      return lintText({ path, text, near: EXAMPLE_FILES }, config, { schemas: bundledSchemas() }).findings;
    });
  });
