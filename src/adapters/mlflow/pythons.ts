import { join } from 'node:path';

/**
 * Interpreters in the order in which they are tried: environments in these folders, the one that is switched on, the PATH. Not all of them are there.
 * `py` is what the installer of python.org leaves on Windows where it was not told to change the PATH.
 */
export function pythons(
  folders: readonly string[],
  { VIRTUAL_ENV, CONDA_PREFIX }: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly string[] {
  const isWindows = platform === 'win32';
  const program = isWindows ? join('Scripts', 'python.exe') : join('bin', 'python');
  const environments = [
    ...folders.flatMap((folder) => ['.venv', 'venv'].map((name) => [join(folder, name), program] as const)),
    [VIRTUAL_ENV, program] as const,
    [CONDA_PREFIX, isWindows ? 'python.exe' : program] as const,
  ];
  const own = environments.flatMap(([folder = '', path]) => (folder === '' ? [] : [join(folder, path)]));
  return [...new Set([...own, ...(isWindows ? ['python', 'py'] : ['python3', 'python'])])];
}
