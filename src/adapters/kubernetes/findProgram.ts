import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** Without a shell, Windows starts these only. */
const WINDOWS_ENDINGS = ['', '.exe', '.com'];

/**
 * The absolute path of a program, as the system would find it. Relative folders in PATH are left out: what lies in the working folder may
 * have been downloaded a minute ago.
 */
export async function findProgram(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder));
  const endings = process.platform === 'win32' ? WINDOWS_ENDINGS : [''];
  const places = isAbsolute(command) ? [command] : folders.map((folder) => join(folder, command));
  for (const place of places) {
    for (const ending of endings) if (await isProgram(place + ending)) return place + ending;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Not there, or not for us: the search goes on.
    return false;
  }
}
