import { t } from '../domain/base/text.ts';

/** Why a file or folder could not be read or written, in one sentence. */
export function fileFailureText(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return t('“{0}” does not exist.', path);
  if (code === 'EACCES' || code === 'EPERM') return t('“{0}” may not be accessed.', path);
  if (code === 'EISDIR') return t('“{0}” is a folder.', path);
  if (code === 'ENOSPC') return t('“{0}” could not be written: the disk is full.', path);
  if (code === 'EROFS') return t('“{0}” could not be written: the disk is read-only.', path);
  if (typeof code !== 'string') throw error;
  return t('“{0}” could not be read: {1}.', path, code);
}
