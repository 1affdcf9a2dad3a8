/** What a builder reports. Step ids are the builder's own: BuildKit digests, or the step number of the classic builder. */
export type BuildEvent =
  | {
      readonly kind: 'step';
      readonly id: string;
      readonly name: string;
      readonly state: BuildStepState;
      readonly startedAt?: Date;
      readonly finishedAt?: Date;
      readonly error?: string;
    }
  | { readonly kind: 'log'; readonly stepId: string; readonly text: string; readonly stream: 'stdout' | 'stderr' }
  | {
      readonly kind: 'transfer';
      readonly stepId: string;
      readonly label: string;
      readonly doneBytes: number;
      readonly totalBytes?: number;
    }
  | { readonly kind: 'warning'; readonly text: string; readonly line?: number };

export type BuildStepState = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled';
