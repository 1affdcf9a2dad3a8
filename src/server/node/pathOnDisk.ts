import { fileURLToPath } from 'node:url';

/** The path of a file; undefined for what is on no disk that this machine can name. */
export function pathOnDisk(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // No address of a file, or on a host, which only Windows has in paths.
    if (error instanceof TypeError && 'code' in error) return undefined;
    throw error;
  }
}
