import type { Result } from '../base/failure.ts';
import type { ProjectSnapshot } from './snapshot.ts';

/** Reads project folders. Runs nothing of what is in them. */
export interface ProjectReader {
  /**
   * The folder a file belongs to: the nearest one upwards that holds a requirements or project file, at most `root`; without any, `root` itself for a
   * file directly in it, else the file's own folder.
   */
  projectFolder(path: string, root: string): Promise<string>;
  /**
   * Reads a folder within limits (5,000 files, 8 levels, 512 KiB a source). `focus` is read in any case, relative to the folder.
   * `not-found` when there is no such folder, `cancelled` after an abort.
   */
  read(folder: string, focus: string | undefined, signal: AbortSignal): Promise<Result<ProjectSnapshot>>;
}
