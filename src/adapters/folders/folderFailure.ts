import { basename } from 'node:path';
import type { Failure } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/** Of the file system: others are bugs. */
export const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error;

/** Why a folder cannot be read. Throws what is no error of the file system. */
export function folderFailure(error: unknown, folder: string): Failure {
  if (!isFileError(error)) throw error;
  if (error.code === 'ENOENT')
    return { code: 'not-found', message: t('The folder {0} is not there any more.', basename(folder)) };
  return {
    code: 'forbidden',
    message: t('The folder {0} may not be read.', folder),
    nextStep: t('Give yourself the right to read it.'),
    detail: error.message,
  };
}
