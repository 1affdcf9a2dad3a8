import type { LintLanguage } from '../lintLanguage.ts';
import { chartLanguage } from './chartLanguage.ts';
import { composeLanguage } from './composeLanguage.ts';
import { dockerLanguage } from './dockerLanguage.ts';
import { gitlabLanguage } from './gitlabLanguage.ts';
import { kustomizationLanguage } from './kustomizationLanguage.ts';
import { manifestLanguage } from './manifestLanguage.ts';
import { mlprojectLanguage } from './mlprojectLanguage.ts';
import { pipelineLanguage } from './pipelineLanguage.ts';
import { prefectLanguage } from './prefectLanguage.ts';
import { specLanguage } from './specLanguage.ts';
import { valuesLanguage } from './valuesLanguage.ts';
import { workflowLanguage } from './workflowLanguage.ts';

/** Every language there is, a line each. */
export const lintLanguages: readonly LintLanguage[] = [
  manifestLanguage,
  dockerLanguage,
  composeLanguage,
  specLanguage,
  kustomizationLanguage,
  workflowLanguage,
  gitlabLanguage,
  chartLanguage,
  valuesLanguage,
  mlprojectLanguage,
  pipelineLanguage,
  prefectLanguage,
];
