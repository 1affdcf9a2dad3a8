import type { ComposeRule } from '../lint/composeRule.ts';
import { composeGpuRules } from './compose/composeGpuRules.ts';
import { composePathRules } from './compose/composePathRules.ts';
import { composeReferenceRules } from './compose/composeReferenceRules.ts';
import { composeSchema } from './compose/composeSchema.ts';
import { composeServiceRules } from './compose/composeServiceRules.ts';
import { composeValueRules } from './compose/composeValueRules.ts';

/** All rules of Compose files, by group. */
export const composeRules: readonly ComposeRule[] = [
  composeSchema,
  ...composeGpuRules,
  ...composePathRules,
  ...composeReferenceRules,
  ...composeServiceRules,
  ...composeValueRules,
];
