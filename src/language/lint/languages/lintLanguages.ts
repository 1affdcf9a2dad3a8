import type { LintLanguage } from '../lintLanguage.ts';
import { composeLanguage } from './composeLanguage.ts';
import { dockerLanguage } from './dockerLanguage.ts';
import { kustomizationLanguage } from './kustomizationLanguage.ts';
import { manifestLanguage } from './manifestLanguage.ts';
import { specLanguage } from './specLanguage.ts';
import { workflowLanguage } from './workflowLanguage.ts';

/** Every language there is, a line each. */
export const lintLanguages: readonly LintLanguage[] = [
  manifestLanguage,
  dockerLanguage,
  composeLanguage,
  specLanguage,
  kustomizationLanguage,
  workflowLanguage,
];
