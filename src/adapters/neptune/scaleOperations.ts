import { dateScalar, intScalar } from './clientOperations.ts';
import { ProtoMessage } from '../../domain/experiments/protobuf.ts';
import type { RunRecord, Scalar } from './runRecord.ts';

/** What the first operation of a run says of it. */
export interface ScaleStart {
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  readonly experiment?: string;
  readonly parent?: { readonly runId: string; readonly step?: number };
}

// Numbers of fields of `neptune.ingest.v1`, seen in what neptune-scale 0.30.0 writes.
const START = { forkPoint: 2, createdAt: 3, experiment: 5 };
const FORK = { runId: 2, step: 4 };
const SNAPSHOT = { step: 1, timestamp: 2, assign: 4, modifySets: 5, append: 8, preview: 10 };
const VALUE = { float: 1, int: 3, bool: 5, string: 6, timestamp: 8, set: 12, file: 13 };
const ENTRY = { key: 1, value: 2 };
const ADD = 1n;
const MICRO = 1_000_000;

/** Reads an operation that makes a run. Throws `DamagedMessage`. */
export function scaleStart(blob: Uint8Array): ScaleStart {
  const run = new ProtoMessage(blob);
  const createdAt = timeOf(run.message(START.createdAt));
  const experiment = run.text(START.experiment);
  const fork = run.message(START.forkPoint);
  const runId = fork?.text(FORK.runId);
  const step = stepOf(fork?.message(FORK.step));
  const parent = runId === undefined ? undefined : { runId, ...(step === undefined ? {} : { step }) };
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(experiment === undefined ? {} : { experiment }),
    ...(parent === undefined ? {} : { parent }),
  };
}

/**
 * Folds one snapshot into a run. Throws `DamagedMessage`.
 * @param places files that the client has beside its database, by the place that the message names
 */
export function foldSnapshot(blob: Uint8Array, record: RunRecord, places: ReadonlyMap<string, string>): void {
  const snapshot = new ProtoMessage(blob);
  const step = stepOf(snapshot.message(SNAPSHOT.step));
  const timestamp = timeOf(snapshot.message(SNAPSHOT.timestamp)) ?? 0;
  for (const [path, value] of entries(snapshot, SNAPSHOT.assign)) assign(record, { path, value, places });
  for (const [path, change] of entries(snapshot, SNAPSHOT.modifySets)) modifySet(record, path, change);
  const isPreview = snapshot.message(SNAPSHOT.preview)?.integer(1) === 1n;
  for (const [path, value] of entries(snapshot, SNAPSHOT.append)) {
    const number = value.double(VALUE.float);
    const text = value.text(VALUE.string);
    const file = value.message(VALUE.file);
    if (number !== undefined && isPreview) record.preview(path, { step, value: number, timestamp });
    else if (number !== undefined) record.append(path, { step, value: number, timestamp });
    else if (text !== undefined) record.addLine(path, text);
    else if (file) addFile(record, { path: `${path}/${step ?? 0}`, file, places });
  }
}

function* entries(message: ProtoMessage, field: number): Generator<readonly [string, ProtoMessage]> {
  for (const entry of message.messages(field)) {
    const key = entry.text(ENTRY.key);
    const value = entry.message(ENTRY.value);
    if (key !== undefined && value) yield [key, value];
  }
}

interface Assigned {
  readonly path: string;
  readonly value: ProtoMessage;
  readonly places: ReadonlyMap<string, string>;
}

function assign(record: RunRecord, { path, value, places }: Assigned): void {
  const set = value.message(VALUE.set);
  const file = value.message(VALUE.file);
  const scalar = scalarOf(value);
  if (scalar) record.assign(path, scalar);
  else if (set) {
    record.clearSet(path);
    record.add(path, set.texts(1));
  } else if (file) addFile(record, { path, file, places });
}

function scalarOf(value: ProtoMessage): Scalar | undefined {
  const float = value.double(VALUE.float);
  if (float !== undefined) return { type: 'float', text: String(float), value: float };
  const int = value.integer(VALUE.int);
  if (int !== undefined) return intScalar(int);
  const bool = value.integer(VALUE.bool);
  if (bool !== undefined) return { type: 'bool', text: String(bool !== 0n) };
  const text = value.text(VALUE.string);
  if (text !== undefined) return { type: 'string', text };
  const time = timeOf(value.message(VALUE.timestamp));
  return time === undefined ? undefined : dateScalar(time);
}

function modifySet(record: RunRecord, path: string, change: ProtoMessage): void {
  const [strings] = change.messages(1);
  if (!strings) return;
  for (const entry of strings.messages(1)) {
    const text = entry.text(ENTRY.key);
    if (text === undefined) continue;
    if (entry.integer(ENTRY.value) === ADD) record.add(path, [text]);
    else record.remove(path, [text]);
  }
}

interface Referred {
  readonly path: string;
  readonly file: ProtoMessage;
  readonly places: ReadonlyMap<string, string>;
}

function addFile(record: RunRecord, { path, file, places }: Referred): void {
  const size = Number(file.integer(2) ?? 0n);
  const place = places.get(file.text(1) ?? '');
  record.files.set(path, place === undefined ? { at: 'elsewhere', size } : { at: 'disk', path: place, size });
}

/** A step that is there and empty is 0; one that is not there is none. */
function stepOf(step: ProtoMessage | undefined): number | undefined {
  if (!step) return undefined;
  return Number(step.integer(1) ?? 0n) + Number(step.integer(2) ?? 0n) / MICRO;
}

/** Milliseconds since 1970. */
function timeOf(time: ProtoMessage | undefined): number | undefined {
  if (!time) return undefined;
  return Number(time.integer(1) ?? 0n) * 1000 + Math.floor(Number(time.integer(2) ?? 0n) / 1e6);
}
