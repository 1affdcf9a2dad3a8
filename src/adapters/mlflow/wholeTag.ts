import { type Failure, fail, type Result } from '../../domain/base/failure.ts';
import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';

/** What has a tag after it was set. MLflow cuts long values without a word: then it fails, with what is kept. */
export function wholeTag<T extends { readonly tags: ReadonlyMap<string, string> }>(
  changed: Result<T>,
  key: string,
  value: string,
): Result<T> {
  if (!changed.ok) return changed;
  const kept = changed.value.tags.get(key);
  return kept === value ? changed : fail(cutTag(key, kept));
}

function cutTag(key: string, kept: string | undefined): Failure {
  return {
    code: 'rejected',
    message: t('The tracker keeps only {0} characters of {1}', kept?.length ?? 0, plainLine(key)),
    nextStep: t('Shorten it, or leave the text as an artifact of the run.'),
  };
}
