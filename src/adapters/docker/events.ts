import { type JsonRecord, numberOf, recordOf, stringOf } from '../http/json.ts';
import { JsonLines } from './jsonLines.ts';

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

/** Actions that change nothing that is shown; `exec_*` alone can come many times a second from health checks. */
const SILENT = /^(exec_|attach|detach|resize|top|export|archive-path|extract-to-dir|copy|commit|mount|unmount)/;

export function changesSomething({ kind, action }: EngineEvent): boolean {
  return kind !== 'other' && !SILENT.test(action);
}

/** Makes events of a stream of JSON objects in chunks of any size. */
export class EventParser {
  readonly #lines = new JsonLines();

  push(chunk: Uint8Array): readonly EngineEvent[] {
    return this.#lines.push(chunk).map(eventOf);
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
