import { fail, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ExperimentTracker } from './ports.ts';

/** A tracker that has no registry was asked for models. */
export const noModels = ({ ref }: Pick<ExperimentTracker, 'ref'>): Result<never> =>
  fail({ code: 'unsupported', message: t('{0} keeps no models.', ref.label) });
