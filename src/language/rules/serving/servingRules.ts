import type { ManifestRule } from '../../lint/manifestRule.ts';
import { serveNoDrain } from './serveNoDrain.ts';
import { serveNoStartupProbe } from './serveNoStartupProbe.ts';

/** Serving models from any pod. */
export const servingRules: readonly ManifestRule[] = [serveNoDrain, serveNoStartupProbe];
