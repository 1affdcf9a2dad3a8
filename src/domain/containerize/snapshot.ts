import type { DataValue } from './dataValue.ts';
import type { Failure } from '../base/failure.ts';

/** What was read of a project folder. Paths are relative to it, with `/`. */
export interface ProjectSnapshot {
  /** Absolute path of this machine. */
  readonly folder: string;
  /** Name of the folder. */
  readonly name: string;
  /** Every file, sorted; environments, caches and hidden folders left out. */
  readonly files: readonly string[];
  /** Contents of sources, requirements and other small text files. */
  readonly texts: ReadonlyMap<string, string>;
  /** Parsed TOML, YAML and JSON files, notebooks among them. */
  readonly data: ReadonlyMap<string, DataValue>;
  /** Files that should have been read and could not: broken, too large, not allowed. Each names its file, and the line where there is one. */
  readonly problems: ReadonlyMap<string, Failure>;
  /** The folder has more files than were looked at. */
  readonly isPartial: boolean;
}
