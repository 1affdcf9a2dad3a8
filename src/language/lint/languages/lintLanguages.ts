import type { LintLanguage } from '../lintLanguage.ts';
import { composeLanguage } from './composeLanguage.ts';
import { dockerLanguage } from './dockerLanguage.ts';
import { manifestLanguage } from './manifestLanguage.ts';
import { specLanguage } from './specLanguage.ts';

/** Every language there is, a line each. */
export const lintLanguages: readonly LintLanguage[] = [manifestLanguage, dockerLanguage, composeLanguage, specLanguage];
