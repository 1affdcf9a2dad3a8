import { type Check, isArrayOf, isBoolean, isShape, isString } from './checks.ts';

/** What a file is checked with. */
export interface FileStatus {
  /** `manifest`, `dockerfile`; empty for what is not known. */
  readonly language: string;
  readonly isChecked: boolean;
  /** `1.34`; empty where that does not matter. */
  readonly kubernetesVersion: string;
  /** `apps/v1 Deployment`, each once. */
  readonly kinds: readonly string[];
  /** Those that no schema is known of. */
  readonly unknownKinds: readonly string[];
}

export const isFileStatus: Check<FileStatus> = isShape<FileStatus>({
  language: isString,
  isChecked: isBoolean,
  kubernetesVersion: isString,
  kinds: isArrayOf(isString),
  unknownKinds: isArrayOf(isString),
});

/** Request to the server with the URI of an open file; null for one that it does not know. */
export const FILE_STATUS = 'trainyard/fileStatus';

/** Notification to the client: open files are checked with something else than before, without an edit. */
export const FILE_STATUS_CHANGED = 'trainyard/fileStatusChanged';
