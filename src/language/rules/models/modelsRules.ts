import type { ManifestRule } from '../../lint/manifestRule.ts';
import { mlPullAlwaysBigImage } from './mlPullAlwaysBigImage.ts';
import { modelCacheEphemeral } from './modelCacheEphemeral.ts';
import { modelCacheReadonlyRootfs } from './modelCacheReadonlyRootfs.ts';
import { modelTokenLiteral } from './modelTokenLiteral.ts';
import { modelUnpinnedRevision } from './modelUnpinnedRevision.ts';

/** Models and tokens in any pod. */
export const modelsRules: readonly ManifestRule[] = [
  mlPullAlwaysBigImage,
  modelCacheEphemeral,
  modelCacheReadonlyRootfs,
  modelTokenLiteral,
  modelUnpinnedRevision,
];
