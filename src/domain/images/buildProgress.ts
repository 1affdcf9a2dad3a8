import { plainText } from '../base/plainText.ts';

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
  | { readonly kind: 'warning'; readonly text: string; readonly line?: number }
  /** Which way the image is built, and why: one sentence, said once at the start. */
  | { readonly kind: 'builder'; readonly text: string };

export type BuildStepState = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled';

/** One step as folded so far. Times are the builder's. */
export interface BuildStep {
  readonly id: string;
  readonly name: string;
  readonly state: BuildStepState;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly error?: string;
  /** By what is transferred (a layer, the context), in bytes. */
  readonly transfers: ReadonlyMap<string, { readonly doneBytes: number; readonly totalBytes?: number }>;
  readonly log: StepLog;
}

/** Lines of a step's output. The oldest are let go above the limit and counted. */
export interface StepLog {
  readonly lines: readonly string[];
  readonly droppedLines: number;
}

/** Lines kept of each step. BuildKit itself cuts a step's output at 2 MiB. */
export const STEP_LOG_LINES = 10_000;

/** What a build came to in numbers; for the history and the title of the panel. */
export interface BuildTotals {
  readonly steps: number;
  readonly finished: number;
  readonly cached: number;
  /** From 0 to 1; undefined until the builder has said how many steps there are. */
  readonly fraction: number | undefined;
}

interface MutableStep {
  id: string;
  name: string;
  state: BuildStepState;
  startedAt?: Date;
  finishedAt?: Date;
  error?: string;
  transfers: Map<string, { readonly doneBytes: number; readonly totalBytes?: number }>;
  log: { lines: string[]; droppedLines: number };
  /** Output after the last line end. */
  rest: string;
}

/** Folds the events of one build into its steps, in the order in which the builder named them. */
export class BuildProgress {
  readonly #steps = new Map<string, MutableStep>();
  #builder = '';
  readonly #warnings: { readonly text: string; readonly line?: number }[] = [];

  get steps(): readonly BuildStep[] {
    return Array.from(this.#steps.values());
  }

  /** Which way the image is built, and why. */
  get builder(): string {
    return this.#builder;
  }

  get warnings(): readonly { readonly text: string; readonly line?: number }[] {
    return this.#warnings;
  }

  step(id: string): BuildStep | undefined {
    return this.#steps.get(id);
  }

  apply(event: BuildEvent): void {
    switch (event.kind) {
      case 'step':
        return this.#applyStep(event);
      case 'log':
        return this.#applyLog(event.stepId, event.text);
      case 'transfer': {
        const { doneBytes, totalBytes } = event;
        this.#stepOf(event.stepId).transfers.set(
          event.label,
          totalBytes === undefined ? { doneBytes } : { doneBytes, totalBytes },
        );
        return;
      }
      case 'warning':
        this.#warnings.push(event.line === undefined ? { text: event.text } : { text: event.text, line: event.line });
        return;
      case 'builder':
        this.#builder = event.text;
    }
  }

  /** What was running when the build ended did not finish. */
  end(state: 'failed' | 'cancelled', at: Date): void {
    for (const step of this.#steps.values()) {
      if (step.state !== 'running') continue;
      step.state = 'cancelled';
      step.finishedAt = at;
    }
    if (state === 'cancelled') {
      for (const step of this.#steps.values()) if (step.state === 'waiting') step.state = 'cancelled';
    }
  }

  get totals(): BuildTotals {
    const steps = this.steps.filter((step) => !isInternal(step.name));
    const finished = steps.filter(({ state }) => state === 'done' || state === 'cached').length;
    const cached = steps.filter(({ state }) => state === 'cached').length;
    const expected = Math.max(steps.length, stepsAnnounced(steps));
    return { steps: expected, finished, cached, fraction: expected === 0 ? undefined : finished / expected };
  }

  #applyStep(event: Extract<BuildEvent, { kind: 'step' }>): void {
    const step = this.#stepOf(event.id);
    step.name = event.name;
    // A builder repeats "running" for a step that it found in its cache; what is finished stays finished unless it failed.
    step.state = step.state === 'cached' && event.state === 'done' ? 'cached' : event.state;
    if (event.startedAt) step.startedAt = earlier(step.startedAt, event.startedAt);
    if (event.finishedAt) step.finishedAt = event.finishedAt;
    if (event.error !== undefined) step.error = event.error;
  }

  #applyLog(stepId: string, text: string): void {
    const step = this.#stepOf(stepId);
    const parts = (step.rest + text).split('\n');
    step.rest = parts.pop() ?? '';
    const { log } = step;
    for (const part of parts) log.lines.push(visibleOf(part));
    const surplus = log.lines.length - STEP_LOG_LINES;
    if (surplus <= 0) return;
    log.lines.splice(0, surplus);
    log.droppedLines += surplus;
  }

  #stepOf(id: string): MutableStep {
    const known = this.#steps.get(id);
    if (known) return known;
    const step: MutableStep = {
      id,
      name: id,
      state: 'waiting',
      transfers: new Map(),
      log: { lines: [], droppedLines: 0 },
      rest: '',
    };
    this.#steps.set(id, step);
    return step;
  }
}

/** `[internal] load build definition` and the like: the builder's own work, not a line of the Dockerfile. */
export function isInternal(name: string): boolean {
  return /^\[internal\]|^(?:exporting|importing|copy \/context|resolve image config|docker-image:\/\/|preparing)/.test(
    name,
  );
}

/** `[builder 2/5] RUN make` → stage, number, count and the instruction without the brackets. */
export function stepTitle(name: string): {
  readonly stage?: string;
  readonly index?: number;
  readonly count?: number;
  readonly text: string;
} {
  const match = /^\[(?:(\S+) +)?(\d+)\/(\d+)\] (.*)$/s.exec(name);
  if (!match) return { text: name };
  const [, stage, index, count, text = ''] = match;
  return { ...(stage === undefined ? {} : { stage }), index: Number(index), count: Number(count), text };
}

/** Milliseconds; of a running step until `now`. */
export function stepDurationMs(
  step: Pick<BuildStep, 'startedAt' | 'finishedAt' | 'state'>,
  now: Date,
): number | undefined {
  if (!step.startedAt) return undefined;
  const end = step.finishedAt ?? (step.state === 'running' ? now : undefined);
  return end === undefined ? undefined : Math.max(0, end.getTime() - step.startedAt.getTime());
}

/** Each stage says its own count. */
function stepsAnnounced(steps: readonly BuildStep[]): number {
  const counts = new Map<string, number>();
  for (const { name } of steps) {
    const { stage = '', count } = stepTitle(name);
    if (count !== undefined) counts.set(stage, count);
  }
  return Array.from(counts.values()).reduce((sum, count) => sum + count, 0);
}

/** What a terminal would show of a line: the text after the last carriage return, without escape sequences. */
function visibleOf(line: string): string {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
  return plainText(trimmed.slice(trimmed.lastIndexOf('\r') + 1));
}

const earlier = (one: Date | undefined, other: Date): Date => (one && one < other ? one : other);
