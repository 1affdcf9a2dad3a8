import type { Failure } from '../../domain/base/failure.ts';
import type { RunRecord } from './runRecord.ts';

/** A run as one of Neptune's forms of data has it. */
export interface FoundRun {
  readonly id: string;
  /** `workspace/name`; the offline data of the 1.x client does not say it. */
  readonly project?: string;
  readonly record: RunRecord;
  /** What wrote it, for people: "neptune 1.14.0". */
  readonly client: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** The run that this one goes on from, and where. */
  readonly parent?: { readonly runId: string; readonly step?: number };
  readonly trouble?: Failure;
}
