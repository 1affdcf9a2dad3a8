import { ProtoMessage } from '../../domain/experiments/protobuf.ts';

/** What the hparams plugin says of a run; times are milliseconds since 1970. */
export interface Session {
  readonly params: Map<string, string>;
  startedAt?: number;
  endedAt?: number;
  state?: 'ok' | 'failed' | 'running' | 'unknown';
}

/** Numbers of fields of `HParamsPluginData` and what is in it (tensorboard/plugins/hparams/plugin_data.proto). */
const DATA = { start: 3, end: 4 };
const START = { params: 1, seconds: 5 };
const END = { status: 1, seconds: 2 };
/** Of `google.protobuf.Value`. */
const VALUE = { number: 2, text: 3, bool: 4, list: 6 };
/** By `tensorboard.hparams.Status`. */
const STATES = ['unknown', 'ok', 'failed', 'running'] as const;

const START_TAG = '_hparams_/session_start_info';
const END_TAG = '_hparams_/session_end_info';

/** Folds what a tag of the plugin says into a session. Throws `DamagedMessage`. */
export function foldSession(tag: string, content: Uint8Array, session: Session): void {
  const data = new ProtoMessage(content);
  const start = tag === START_TAG ? data.message(DATA.start) : undefined;
  const end = tag === END_TAG ? data.message(DATA.end) : undefined;
  for (const entry of start?.messages(START.params) ?? []) {
    const name = entry.text(1);
    const value = entry.message(2);
    if (name !== undefined && value) session.params.set(name, textOf(value));
  }
  const startSeconds = start?.double(START.seconds);
  if (startSeconds) session.startedAt = startSeconds * 1000;
  if (!end) return;
  session.state = STATES[Number(end.integer(END.status) ?? 0n)] ?? 'unknown';
  const endSeconds = end.double(END.seconds);
  if (endSeconds) session.endedAt = endSeconds * 1000;
}

function textOf(value: ProtoMessage): string {
  const number = value.double(VALUE.number);
  if (number !== undefined) return String(number);
  const text = value.text(VALUE.text);
  if (text !== undefined) return text;
  const bool = value.integer(VALUE.bool);
  if (bool !== undefined) return String(bool !== 0n);
  const list = value.message(VALUE.list);
  return list ? `[${list.messages(1).map(textOf).join(', ')}]` : '';
}
