import type { Failure } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';

/** The tag that MLflow's page shows as description. */
export const NOTE_TAG = 'mlflow.note.content';

/** MLflow cuts long values without a word. */
export function cutTag(key: string, kept: string | undefined): Failure {
  return {
    code: 'rejected',
    message: t('The tracker keeps only {0} characters of {1}', kept?.length ?? 0, plainLine(key)),
    nextStep: t('Shorten it, or leave the text as an artifact of the run.'),
  };
}
