import type { ManifestRule } from '../../lint/manifestRule.ts';
import { imageLatest } from './imageLatest.ts';

/** What makes a workload fail, wait or restart. */
export const reliabilityRules: readonly ManifestRule[] = [imageLatest];
