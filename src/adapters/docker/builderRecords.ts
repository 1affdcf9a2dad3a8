import type { BuildEvent } from '../../domain/images/buildProgress.ts';
import { BuildkitEvents } from './builderStatus.ts';
import { parseTrace } from './builderTrace.ts';

/** What the stream of `POST /build` came to. */
export interface BuildOutcome {
  /** sha256:… as the engine named the image. */
  readonly imageId?: string;
  /** The first error; the stream says it after 200 OK, in one of its messages. */
  readonly error?: string;
}

const STEP = /^step (\d+)\/(\d+) ?: (.*)/is;

/**
 * Reads the messages of the engine's build stream, one JSON object a line: BuildKit's trace (`version=2`), the classic builder's text, and
 * Podman's, which says `STEP 1/3: …` and `--> id`. Times of the text builders are those of arrival.
 */
export class BuildRecords {
  readonly #onEvent: (event: BuildEvent) => void;
  readonly #buildkit = new BuildkitEvents();
  #current: { readonly id: string; readonly name: string; readonly startedAt: Date; isCached: boolean } | undefined;
  #imageId: string | undefined;
  #error: string | undefined;

  constructor(onEvent: (event: BuildEvent) => void) {
    this.#onEvent = onEvent;
  }

  get outcome(): BuildOutcome {
    return {
      ...(this.#imageId === undefined ? {} : { imageId: this.#imageId }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  line(text: string): void {
    if (text.trim() === '') return;
    const message = fieldsOf(JSON.parse(text));
    const error = fieldsOf(message.get('errorDetail')).get('message') ?? message.get('error');
    if (typeof error === 'string') return this.#fail(error);
    const aux = message.get('aux');
    if (typeof aux === 'string') {
      for (const event of this.#buildkit.of(parseTrace(aux))) this.#onEvent(event);
      return;
    }
    const id = fieldsOf(aux).get('ID');
    if (typeof id === 'string') this.#imageId = id;
    const stream = message.get('stream');
    if (typeof stream === 'string') this.#text(stream);
    else this.#transfer(message);
  }

  end(): void {
    if (this.#current && this.#error === undefined) this.#close('done');
  }

  #text(text: string): void {
    const step = STEP.exec(text.trimEnd());
    if (step) {
      if (this.#current) this.#close('done');
      const [, index = '', count = '', instruction = ''] = step;
      this.#current = {
        id: `step-${index}`,
        name: `[${index}/${count}] ${instruction}`,
        startedAt: new Date(),
        isCached: false,
      };
      this.#emit('running');
    } else if (/^ ?-+> Using cache/.test(text)) {
      if (this.#current) this.#current.isCached = true;
    } else if (text.startsWith('Successfully built ')) {
      this.#imageId ??= text.slice('Successfully built '.length).trim();
    } else if (this.#current && !/^\n?$|^ ?-+> |^Remov(?:ed|ing) intermediate container /.test(text)) {
      const stream = text.startsWith('\u001B[91m') ? 'stderr' : 'stdout';
      this.#onEvent({ kind: 'log', stepId: this.#current.id, text, stream });
    }
  }

  /** Layers of a base image that is pulled on the way. */
  #transfer(message: ReadonlyMap<string, unknown>): void {
    const layer = message.get('id');
    const progress = fieldsOf(message.get('progressDetail'));
    const doneBytes = progress.get('current');
    const totalBytes = progress.get('total');
    if (!this.#current || typeof layer !== 'string' || typeof doneBytes !== 'number') return;
    const label = `${String(message.get('status'))} ${layer}`;
    this.#onEvent({
      kind: 'transfer',
      stepId: this.#current.id,
      label,
      doneBytes,
      ...(typeof totalBytes === 'number' ? { totalBytes } : {}),
    });
  }

  #fail(error: string): void {
    this.#error ??= error;
    if (this.#current) this.#close('failed', error);
  }

  #close(state: 'done' | 'failed', error?: string): void {
    this.#emit(state === 'done' && this.#current?.isCached ? 'cached' : state, error);
    this.#current = undefined;
  }

  #emit(state: 'running' | 'done' | 'cached' | 'failed', error?: string): void {
    if (!this.#current) return;
    const { id, name, startedAt } = this.#current;
    const finished = state === 'running' ? {} : { finishedAt: new Date() };
    this.#onEvent({ kind: 'step', id, name, state, startedAt, ...finished, ...(error === undefined ? {} : { error }) });
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
