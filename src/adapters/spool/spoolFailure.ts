import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** Why the text could not be kept. */
export function spoolFailure(error: unknown, folder: string): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'no-space',
      message: t('The disk of {0} is full, so the full text of the log is not kept any more', folder),
      nextStep: t('The last lines stay in the panel. Free some space and open the log again to keep all of it.'),
      detail,
    };
  }
  return {
    code: code === 'EACCES' || code === 'EROFS' ? 'forbidden' : 'rejected',
    message: t('The full text of the log cannot be kept in {0}', folder),
    nextStep: t('The last lines stay in the panel.'),
    detail,
  };
}

/** Why a log could not be saved as a file. */
export function saveFailure(error: unknown, path: string): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return { code: 'no-space', message: t('The disk is full: {0} could not be written', path), detail };
  }
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  return {
    code: isForbidden ? 'forbidden' : 'rejected',
    message: t('The log could not be saved as {0}', path),
    detail,
  };
}
