/** Live values of a run, folded from its log lines. */
export interface Progress {
  /** What is counted: epoch for "epoch=3/20", step for "step 300". */
  readonly epoch?: number;
  readonly epochTotal?: number;
  readonly step?: number;
  readonly stepTotal?: number;
  /** Last value of each metric, in the order in which they were first seen. Names as in the log (loss, val_loss, accuracy). */
  readonly metrics: ReadonlyMap<string, number>;
  /** The last points of each metric for a sparkline, oldest first, bounded. */
  readonly history: ReadonlyMap<string, readonly MetricPoint[]>;
  /** Milliseconds to the end at the present pace, where a total is known. */
  readonly remainingMs?: number;
  readonly updatedAt: Date;
  /** The tracker that the values of metrics are from; absent: the log. */
  readonly from?: string;
}

/** One value of a metric in a log. */
export interface MetricPoint {
  readonly value: number;
  /** The step, or where none is counted the epoch, that the log was at. */
  readonly step?: number;
  /** Time of the line in milliseconds since 1970. */
  readonly at: number;
}

/** What one line says about the progress of a run. */
export interface MetricLine {
  readonly epoch?: number;
  readonly epochTotal?: number;
  readonly step?: number;
  readonly stepTotal?: number;
  readonly metrics: ReadonlyMap<string, number>;
  /** Milliseconds that the program itself says are left (tqdm). */
  readonly remainingMs?: number;
}
