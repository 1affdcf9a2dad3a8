import { lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';

/**
 * Moves files from one folder into another on the same disk. Looks at everything before it moves anything: a file that exists already
 * (unless `overwrite`), and a link or file where a folder should be, end it with `conflict`.
 *
 * @param paths relative, with `/`
 */
export async function mergeFolder(
  from: string,
  to: string,
  paths: readonly string[],
  overwrite: boolean,
): Promise<Result<void>> {
  const free = await isFree(to, paths, overwrite);
  if (!free.ok) return free;
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await rename(join(from, path), join(to, path));
  }
  return ok(undefined);
}

/** Whether files can be put there: `conflict` when one exists already (unless `overwrite`), or when a link or a file is where a folder should be. */
export async function isFree(to: string, paths: readonly string[], overwrite: boolean): Promise<Result<void>> {
  for (const path of paths) {
    const obstacle = await obstacleTo(to, path, overwrite);
    if (obstacle === undefined) continue;
    return fail({
      code: 'conflict',
      message: t('{0} exists already', obstacle),
      nextStep: overwrite
        ? t('Move it away, or copy to another folder.')
        : t('Overwrite it, or copy to another folder.'),
    });
  }
  return ok(undefined);
}

/** The relative path of what is in the way. */
async function obstacleTo(root: string, path: string, overwrite: boolean): Promise<string | undefined> {
  const segments = path.split('/');
  for (let depth = 1; depth <= segments.length; depth++) {
    const part = segments.slice(0, depth).join('/');
    const found = await lstat(join(root, part)).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!found) return undefined;
    const isLast = depth === segments.length;
    if (isLast ? !(overwrite && found.isFile()) : !found.isDirectory()) return part;
  }
  return undefined;
}
