import { basename } from 'node:path';
import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

export function unreadableFile(path: string, detail?: string): Failure {
  return {
    code: 'invalid',
    message: t('{0} is damaged or not written to its end, so the run cannot be read whole.', basename(path)),
    nextStep: t('Copy it again from where the run was made.'),
    location: { path },
    ...(detail === undefined ? {} : { detail }),
  };
}

/** @param line counts from 1 */
export function damagedLine(path: string, line: number): Failure {
  return {
    code: 'invalid',
    message: t('Line {0} of {1} is damaged and was left out.', line, basename(path)),
    nextStep: t('Copy it again from where the run was made.'),
    location: { path, line },
  };
}
