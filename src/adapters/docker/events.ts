import { StringDecoder } from 'node:string_decoder';
import { asRecord, type JsonRecord, numberOf, recordOf, stringOf } from './json.ts';

/** One entry of `GET /events`. */
export interface EngineEvent {
  readonly kind: 'container' | 'image' | 'volume' | 'network' | 'other';
  readonly action: string;
  /** The id of the object; for volumes its name. */
  readonly id: string;
  /** The container that a network event is about. */
  readonly containerId?: string;
  /** By the engine's clock, in the form that `since` and `until` take: `seconds.nanoseconds`. */
  readonly timeNano: string;
  /** Tells events of the same instant apart. */
  readonly key: string;
}

/** Lines longer than this are no events. */
const LONGEST_EVENT = 1024 * 1024;

/** Actions that change nothing that is shown; `exec_*` alone can come many times a second from health checks. */
const SILENT = /^(exec_|attach|detach|resize|top|export|archive-path|extract-to-dir|copy|commit|mount|unmount)/;

export function changesSomething({ kind, action }: EngineEvent): boolean {
  return kind !== 'other' && !SILENT.test(action);
}

/** Makes events of a stream of JSON objects, one a line, in chunks of any size. Lines that are no events are left out. */
export class EventParser {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(chunk: Uint8Array): readonly EngineEvent[] {
    this.#rest += this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    // Podman ends an event without a line end until the next one comes; a whole object is an event all the same.
    const last = parsed(this.#rest);
    if (last !== undefined || this.#rest.length > LONGEST_EVENT) this.#rest = '';
    return [...lines.map(parsed), last].flatMap((record) => (record ? [eventOf(record)] : []));
  }
}

function parsed(line: string): JsonRecord | undefined {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    return asRecord(JSON.parse(text));
  } catch {
    // Half an object whose end is still to come, or no JSON at all.
    return undefined;
  }
}

function eventOf(record: JsonRecord): EngineEvent {
  const type = stringOf(record, 'Type') ?? '';
  const kind = type === 'container' || type === 'image' || type === 'volume' || type === 'network' ? type : 'other';
  const action = stringOf(record, 'Action') ?? stringOf(record, 'status') ?? '';
  const id = stringOf(recordOf(record, 'Actor'), 'ID') ?? stringOf(record, 'id') ?? '';
  const seconds = numberOf(record, 'time') ?? 0;
  const nano = numberOf(record, 'timeNano') ?? seconds * 1e9;
  const timeNano = nanoText(seconds, nano);
  const containerId = stringOf(recordOf(recordOf(record, 'Actor'), 'Attributes'), 'container');
  const event = { kind, action, id, timeNano, key: `${timeNano} ${type} ${action} ${id}` } as const;
  return kind === 'network' && containerId !== undefined ? { ...event, containerId } : event;
}

/** `seconds.nanoseconds` as the `since` parameter wants it. A JSON number has lost the last digits; a little too early is the safe side. */
function nanoText(seconds: number, nano: number): string {
  if (nano <= 0) return String(seconds);
  const whole = Math.floor(nano / 1e9);
  const rest = Math.floor((nano - whole * 1e9) / 1000) * 1000;
  return `${whole}.${String(Math.max(0, rest)).padStart(9, '0')}`;
}
