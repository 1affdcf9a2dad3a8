import { t } from '../base/text.ts';

/** What a run was started with, as its engine or cluster keeps it: the same words for both, so that two runs can be laid side by side. */
export interface RanSpec {
  /** Absent: the image's own program. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly user?: string;
  readonly nodes?: number;
  readonly replicas?: number;
  /** `30m`. */
  readonly timeout?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly shm?: string;
  /** `2`, `all`, or devices by name. */
  readonly gpus?: string;
  /** Models that nodes had to have. */
  readonly gpuModels?: readonly string[];
  /** Values, without those that are secret. */
  readonly environment: ReadonlyMap<string, string>;
  /** Where the value of a variable came from; never the value. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Path in the container → what is there. */
  readonly mounts: ReadonlyMap<string, string>;
  readonly ports: readonly string[];
  readonly imageDigest?: string;
}

/** In place of a value whose variable is called like one that holds a secret. */
export function hiddenValue(): string {
  return t('a value that is not shown, because of its name');
}

/** Differ from run to run by their nature, and stand at the head of the sheet. */
export const OWN_VARIABLES: ReadonlySet<string> = new Set([
  'TRAINYARD_RUN_ID',
  'TRAINYARD_RUN_NAME',
  'MLFLOW_RUN_CONTEXT',
]);
