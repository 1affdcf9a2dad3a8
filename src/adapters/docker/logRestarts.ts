import { t } from '../../domain/base/text.ts';
import type { Transport } from './transport.ts';

/** One end of the container's process. */
export interface Death {
  /** As stamps of lines are written, with nanoseconds, so that both compare as text. */
  readonly at: string;
  readonly exitCode: number | undefined;
}

interface Mark {
  readonly after: string;
  readonly text: string;
}

/** Asked at every line: no list is made for nothing. */
const NONE: readonly string[] = [];

/**
 * Where a container started again, as marks between lines: a line newer than the end of the process before belongs to the next one.
 * Ends come from the engine's events; a changed start time stands in where events were lost, for example with the engine itself.
 */
export class LogRestarts {
  #marks: Mark[] = [];
  #startedAt = '';
  #lastDeath = '';
  #count = 0;

  /** Time of the newest end that is known, in seconds for the engine's `since`. */
  get since(): number {
    return this.#lastDeath === '' ? 0 : Math.floor(Date.parse(this.#lastDeath) / 1000);
  }

  died({ at, exitCode }: Death): void {
    if (at <= this.#lastDeath) return;
    this.#lastDeath = at;
    this.#count += 1;
    const text =
      exitCode === undefined
        ? t('container restarted (#{0})', this.#count)
        : t('container restarted (#{0}), it had ended with exit code {1}', this.#count, exitCode);
    this.#marks.push({ after: at, text });
  }

  /** How the engine describes the container now. */
  started(startedAt: string): void {
    const isAgain = this.#startedAt !== '' && startedAt > this.#startedAt && this.#lastDeath <= this.#startedAt;
    if (isAgain) {
      this.#count += 1;
      this.#marks.push({ after: startedAt, text: t('container restarted (#{0})', this.#count) });
    }
    if (startedAt > this.#startedAt) this.#startedAt = startedAt;
  }

  /** The marks that belong before a line with this stamp. */
  take(time: string): readonly string[] {
    if (this.#marks.length === 0) return NONE;
    const due = this.#marks.filter(({ after }) => time > after);
    if (due.length > 0) this.#marks = this.#marks.filter(({ after }) => time <= after);
    return due.map(({ text }) => text);
  }
}

export interface DeathQuery {
  readonly transport: Transport;
  /** The whole id: the engine also finds names, which another container may have had before. */
  readonly id: string;
  /** Seconds. */
  readonly since: number;
  /** Seconds, with a fraction; with it the stream ends there instead of going on. */
  readonly until?: number;
}

/**
 * Tells every end of a container since a time, from the engine's events (it keeps its last 256), until the signal aborts or the stream breaks.
 * A broken stream is of no consequence: it is opened again with the next one of the log.
 */
export async function watchDeaths(
  { transport, id, since, until }: DeathQuery,
  onDeath: (death: Death) => void,
  signal: AbortSignal,
): Promise<void> {
  const filters = { type: ['container'], container: [id], event: ['die'] };
  // Without a start the engine tells only what comes; 1 is as good as the beginning.
  const query = { filters, since: Math.max(1, since), until: until?.toFixed(3) };
  const answer = await transport.request({ method: 'GET', path: '/events', query, signal, firstByteMs: 'none' });
  if (!answer.ok) return;
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of answer.value.body as AsyncIterable<Uint8Array>) {
      const records = (text + decoder.decode(chunk, { stream: true })).split('\n');
      text = records.pop() ?? '';
      for (const record of records) {
        const death = deathOf(record);
        if (death) onDeath(death);
      }
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/** One record of GET /events: `timeNano` since API 1.22, exit code as text in the attributes. */
function deathOf(record: string): Death | undefined {
  if (record.trim() === '') return undefined;
  const parsed: unknown = JSON.parse(record);
  const event = membersOf(parsed);
  const nanos = event.get('timeNano');
  if (typeof nanos !== 'number') return undefined;
  const exitCode = Number(membersOf(membersOf(event.get('Actor')).get('Attributes')).get('exitCode') ?? Number.NaN);
  return { at: stampOf(nanos), exitCode: Number.isInteger(exitCode) ? exitCode : undefined };
}

/** JSON numbers hold nanoseconds to the nearest few hundred, which is enough between two processes. */
function stampOf(nanos: number): string {
  const seconds = Math.floor(nanos / 1e9);
  const fraction = String(Math.floor(nanos % 1e9)).padStart(9, '0');
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
}
