import type { ManifestRule } from '../../lint/manifestRule.ts';
import { argoArgumentRows } from './argoArgumentRows.ts';
import { argoDagRows } from './argoDagRows.ts';
import { argoOutputOrder } from './argoOutputOrder.ts';
import { argoParamUnresolved } from './argoParamUnresolved.ts';
import { argoRows } from './argoRows.ts';
import { daskRows } from './daskRows.ts';
import { jobSetRows } from './jobSetRows.ts';
import { katibRows } from './katibRows.ts';
import { katibTrialRows } from './katibTrialRows.ts';
import { kserveGraphRows } from './kserveGraphRows.ts';
import { kserveRows } from './kserveRows.ts';
import { kserveRuntimeRows } from './kserveRuntimeRows.ts';
import { kserveWorkerRows } from './kserveWorkerRows.ts';
import { kueueRows } from './kueueRows.ts';
import { llmServiceRows } from './llmServiceRows.ts';
import { mpiJobRows } from './mpiJobRows.ts';
import { otherRows } from './otherRows.ts';
import { podTemplateRows } from './podTemplateRows.ts';
import { rayClusterRows } from './rayClusterRows.ts';
import { rayFaultRows } from './rayFaultRows.ts';
import { rayJobRows } from './rayJobRows.ts';
import { rulesOf } from './table/operatorRow.ts';
import { torchTuneRows } from './torchTuneRows.ts';
import { trainerRows } from './trainerRows.ts';
import { trainingOperatorRows } from './trainingOperatorRows.ts';
import { volcanoRows } from './volcanoRows.ts';

/** What the webhooks and controllers of ML operators say, before they say it. */
export const operatorRules: readonly ManifestRule[] = [
  ...rulesOf([
    ...trainingOperatorRows,
    ...podTemplateRows,
    ...mpiJobRows,
    ...trainerRows,
    ...torchTuneRows,
    ...jobSetRows,
    ...katibRows,
    ...katibTrialRows,
    ...kserveRows,
    ...kserveWorkerRows,
    ...kserveGraphRows,
    ...kserveRuntimeRows,
    ...llmServiceRows,
    ...kueueRows,
    ...rayClusterRows,
    ...rayFaultRows,
    ...rayJobRows,
    ...volcanoRows,
    ...argoRows,
    ...argoDagRows,
    ...argoArgumentRows,
    ...daskRows,
    ...otherRows,
  ]),
  argoParamUnresolved,
  argoOutputOrder,
];
