import { DamagedMessage } from '../../domain/experiments/protoCursor.ts';
import type { ProtoMessage } from '../../domain/experiments/protobuf.ts';
import { dateScalar, intScalar } from './clientOperations.ts';
import { RunRecord, type Scalar } from './runRecord.ts';

/** A file that a server has of a run. */
export interface StoredFile {
  /** Where the server keeps it, as it wants to be asked for it. */
  readonly place: string;
  /** Bytes. */
  readonly size: number;
}

/** What a server says of a run: of series the last value alone. */
export interface ServerAttributes {
  readonly record: RunRecord;
  readonly files: ReadonlyMap<string, StoredFile>;
  /** Names of series of texts, and of files. */
  readonly textSeries: readonly string[];
  readonly fileSeries: readonly string[];
  /** An attribute was damaged and left out. */
  readonly isDamaged: boolean;
}

// Numbers of fields of `neptune.api.v1.model`, from the descriptors in neptune-query 1.14.1.
const NAME = 1;
const TYPE = 2;
/** Of the messages of values: they all begin with name and type. */
const VALUE = 3;
const KINDS = { int: 3, float: 4, string: 5, bool: 6, datetime: 7, set: 8, floatSeries: 9, file: 10 };
const FLOAT_SERIES = { lastStep: 3, last: 4 };
const FILE = { place: 3, size: 4 };

/** Of the attributes of one run, in any number of answers. */
export function foldAttributes(attributes: Iterable<() => ProtoMessage>): ServerAttributes {
  const record = new RunRecord();
  const files = new Map<string, StoredFile>();
  const series = { text: [] as string[], file: [] as string[] };
  let isDamaged = false;
  for (const open of attributes)
    try {
      const attribute = open();
      const name = attribute.text(NAME);
      const type = attribute.text(TYPE);
      if (name === undefined || type === undefined) isDamaged = true;
      else if (type === 'stringSeries') series.text.push(name);
      else if (type === 'fileRefSeries') series.file.push(name);
      else foldAttribute(attribute, { name, record, files });
    } catch (error) {
      if (!(error instanceof DamagedMessage)) throw error;
      isDamaged = true;
    }
  return { record, files, textSeries: series.text, fileSeries: series.file, isDamaged };
}

interface Folded {
  readonly name: string;
  readonly record: RunRecord;
  readonly files: Map<string, StoredFile>;
}

function foldAttribute(attribute: ProtoMessage, { name, record, files }: Folded): void {
  const scalar = scalarOf(attribute);
  const set = attribute.message(KINDS.set);
  const series = attribute.message(KINDS.floatSeries);
  const file = attribute.message(KINDS.file);
  if (scalar) record.assign(name, scalar);
  else if (set) record.add(name, set.texts(VALUE));
  else if (series) {
    const step = series.double(FLOAT_SERIES.lastStep) ?? 0;
    record.append(name, { step, value: series.double(FLOAT_SERIES.last) ?? 0, timestamp: 0 });
  } else if (file) files.set(name, { place: file.text(FILE.place) ?? '', size: Number(file.integer(FILE.size) ?? 0n) });
}

/** A field that is 0, false or '' may be left out of a message. */
function scalarOf(attribute: ProtoMessage): Scalar | undefined {
  const float = attribute.message(KINDS.float);
  if (float) {
    const value = float.double(VALUE) ?? 0;
    return { type: 'float', text: String(value), value };
  }
  const int = attribute.message(KINDS.int);
  if (int) return intScalar(int.integer(VALUE) ?? 0n);
  const bool = attribute.message(KINDS.bool);
  if (bool) return { type: 'bool', text: String((bool.integer(VALUE) ?? 0n) !== 0n) };
  const text = attribute.message(KINDS.string);
  if (text) return { type: 'string', text: text.text(VALUE) ?? '' };
  const time = attribute.message(KINDS.datetime);
  return time ? dateScalar(Number(BigInt.asIntN(64, time.integer(VALUE) ?? 0n))) : undefined;
}
