import type { BuildEvent, BuildStepState } from '../../domain/images/buildProgress.ts';

/** One message of BuildKit's status stream, whichever way it came: JSON lines of buildx, or the engine's binary trace. */
export interface BuildkitStatus {
  readonly vertexes: readonly BuildkitVertex[];
  readonly statuses: readonly BuildkitTransfer[];
  readonly logs: readonly { readonly vertex: string; readonly stream: number; readonly data: Uint8Array }[];
  readonly warnings: readonly { readonly text: string; readonly line?: number }[];
}

export interface BuildkitVertex {
  readonly digest: string;
  readonly name: string;
  readonly isCached: boolean;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly error?: string;
}

export interface BuildkitTransfer {
  readonly vertex: string;
  readonly id: string;
  readonly current: number;
  readonly total: number;
}

/** What the frontend and the exporter do on the way; not a step of anybody's Dockerfile. */
const HIDDEN = /^(?:copy \/context \/|\[internal\] load remote build context)$/;

/** Turns BuildKit's status into the events of a build. Keeps decoders, because a character may be cut between two messages. */
export class BuildkitEvents {
  readonly #decoders = new Map<string, TextDecoder>();
  readonly #hidden = new Set<string>();

  of(status: BuildkitStatus): readonly BuildEvent[] {
    const events: BuildEvent[] = [];
    for (const vertex of status.vertexes) {
      if (HIDDEN.test(vertex.name) && vertex.error === undefined) this.#hidden.add(vertex.digest);
      else events.push(stepOf(vertex));
    }
    for (const { vertex, id, current, total } of status.statuses) {
      if (current === 0 || this.#hidden.has(vertex)) continue;
      const label = id.replace(/:$/, '');
      events.push({
        kind: 'transfer',
        stepId: vertex,
        label,
        doneBytes: current,
        ...(total > 0 ? { totalBytes: total } : {}),
      });
    }
    for (const log of status.logs) {
      events.push({
        kind: 'log',
        stepId: log.vertex,
        text: this.#decode(log),
        stream: log.stream === 2 ? 'stderr' : 'stdout',
      });
    }
    for (const { text, line } of status.warnings)
      events.push({ kind: 'warning', text, ...(line === undefined ? {} : { line }) });
    return events;
  }

  #decode({ vertex, stream, data }: BuildkitStatus['logs'][number]): string {
    const key = `${stream} ${vertex}`;
    const decoder = this.#decoders.get(key) ?? new TextDecoder();
    this.#decoders.set(key, decoder);
    return decoder.decode(data, { stream: true });
  }
}

function stepOf(vertex: BuildkitVertex): BuildEvent {
  const { digest, name, startedAt, finishedAt, error } = vertex;
  return {
    kind: 'step',
    id: digest,
    name,
    state: stateOf(vertex),
    ...(startedAt ? { startedAt } : {}),
    ...(finishedAt ? { finishedAt } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

function stateOf({ error, isCached, finishedAt, startedAt }: BuildkitVertex): BuildStepState {
  if (error !== undefined) return /context cancell?ed/.test(error) ? 'cancelled' : 'failed';
  if (isCached) return 'cached';
  if (finishedAt) return 'done';
  return startedAt ? 'running' : 'waiting';
}
