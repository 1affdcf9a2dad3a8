/** What a tracker tells of a run, for starting it again or for its code. */
export interface RecordedRun {
  readonly kind: 'recordedRun';
  /** In the tracker. */
  readonly id: string;
  readonly name: string;
  /** Of the Runs view, where Trainyard started it. */
  readonly runId?: string;
  readonly workload?: string;
  readonly params: ReadonlyMap<string, string>;
  readonly commit?: string;
  readonly isDirty?: boolean;
}

/** Whether a command was handed one. Made by our own views; this only tells it from what VS Code hands to commands. */
export function isRecordedRun(value: unknown): value is RecordedRun {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'recordedRun';
}
