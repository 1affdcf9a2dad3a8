import type { ManifestRule } from '../../lint/manifestRule.ts';
import { jobSetRows } from './jobSetRows.ts';
import { katibRows } from './katibRows.ts';
import { katibTrialRows } from './katibTrialRows.ts';
import { mpiJobRows } from './mpiJobRows.ts';
import { rulesOf } from './table/operatorRow.ts';
import { trainerRows } from './trainerRows.ts';
import { trainingOperatorRows } from './trainingOperatorRows.ts';

/** What the webhooks and controllers of ML operators say, before they say it. */
export const operatorRules: readonly ManifestRule[] = rulesOf([
  ...trainingOperatorRows,
  ...mpiJobRows,
  ...trainerRows,
  ...jobSetRows,
  ...katibRows,
  ...katibTrialRows,
]);
