import type { ManifestRule } from '../../lint/manifestRule.ts';
import { gpuRequestWithoutLimit } from './gpuRequestWithoutLimit.ts';

/** GPU, training and serving on any pod. */
export const gpuRules: readonly ManifestRule[] = [gpuRequestWithoutLimit];
