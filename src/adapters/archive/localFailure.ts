import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { PackError } from './packFolder.ts';

/** What went wrong with files of this machine while an archive was packed or unpacked; undefined: it was something else. */
export function localFailure(error: unknown): Failure | undefined {
  if (error instanceof PackError) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'no-space', message: t('the disk is full'), nextStep: t('Free space on this machine.'), detail };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { code: 'forbidden', message: t('the folder or file on this machine may not be used'), detail };
    case 'ENOENT':
      return { code: 'not-found', message: t('the file on this machine does not exist'), detail };
    default:
      return undefined;
  }
}
