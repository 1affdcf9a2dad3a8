import { resolve } from 'node:path';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { asRecord, type JsonRecord, numberOf, recordOf, recordsOf, stringOf, stringsOf } from '../http/json.ts';
import type { RunRecord, Scalar } from './runRecord.ts';

/**
 * Folds one line of a `data-N.log` of the 1.x client into a run: `{"obj":{"type","path","…"},"version","at"}`, times in seconds but for AssignDatetime,
 * which has milliseconds. Seen in what neptune 1.14.0.post2 writes; older clients write the same operations.
 * @param uploads the folder that values given as bytes lie in
 * @returns false when the line is none; operations that are not known are passed over, for later clients may have more
 */
export function foldOperation(line: string, record: RunRecord, uploads: string): boolean {
  const operation = recordOf(asRecord(parsedJson(line)), 'obj');
  const type = stringOf(operation, 'type');
  const path = stringsOf(operation, 'path').join('/');
  if (!operation || type === undefined || path === '') return false;
  const scalar = scalarOf(type, operation);
  if (scalar) record.assign(path, scalar);
  else changes.get(type)?.(record, path, operation, uploads);
  return true;
}

function scalarOf(type: string, operation: JsonRecord): Scalar | undefined {
  const value = operation.get('value');
  switch (type) {
    case 'AssignFloat':
      return typeof value === 'number' ? { type: 'float', text: String(value), value } : undefined;
    case 'AssignInt':
      return typeof value === 'number' ? { type: 'int', text: String(value), value } : undefined;
    case 'AssignBool':
      return { type: 'bool', text: String(value === true) };
    case 'AssignString':
      return typeof value === 'string' ? { type: 'string', text: value } : undefined;
    case 'AssignDatetime':
      return typeof value === 'number' ? dateScalar(value) : undefined;
    case 'AssignArtifact':
      return { type: 'string', text: stringOf(operation, 'hash') ?? '' };
    default:
      return undefined;
  }
}

/** @param unsigned the 64 bits as protobuf has them; the text is exact beyond 2^53 too */
export function intScalar(unsigned: bigint): Scalar {
  const value = BigInt.asIntN(64, unsigned);
  return { type: 'int', text: String(value), value: Number(value) };
}

/** @param milliseconds since 1970 */
export function dateScalar(milliseconds: number): Scalar | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : { type: 'datetime', text: date.toISOString(), value: milliseconds };
}

type Change = (record: RunRecord, path: string, operation: JsonRecord, uploads: string) => void;

const clearSeries: Change = (record, path) => record.clearSeries(path);
const nothing: Change = () => undefined;

const changes = new Map<string, Change>([
  ['AddStrings', (record, path, operation) => record.add(path, stringsOf(operation, 'values'))],
  ['RemoveStrings', (record, path, operation) => record.remove(path, stringsOf(operation, 'values'))],
  ['ClearStringSet', (record, path) => record.clearSet(path)],
  [
    'LogFloats',
    (record, path, operation) => {
      for (const point of recordsOf(operation, 'values')) {
        const value = numberOf(point, 'value');
        const timestamp = (numberOf(point, 'ts') ?? 0) * 1000;
        if (value !== undefined) record.append(path, { step: numberOf(point, 'step'), value, timestamp });
      }
    },
  ],
  [
    'LogStrings',
    (record, path, operation) => {
      for (const point of recordsOf(operation, 'values')) record.addLine(path, stringOf(point, 'value') ?? '');
    },
  ],
  ['ClearFloatLog', clearSeries],
  ['ClearStringLog', clearSeries],
  ['ClearImageLog', clearSeries],
  ['DeleteAttribute', (record, path) => record.delete(path)],
  [
    'UploadFile',
    (record, path, operation, uploads) => {
      const copied = stringOf(operation, 'tmp_file_name');
      const original = stringOf(operation, 'file_path');
      const ending = stringOf(operation, 'ext') ?? '';
      const name = ending === '' || path.endsWith(`.${ending}`) ? path : `${path}.${ending}`;
      if (copied !== undefined) record.files.set(name, { at: 'disk', path: resolve(uploads, copied) });
      else if (original !== undefined) record.files.set(name, { at: 'disk', path: original });
    },
  ],
  [
    'UploadFileContent',
    (record, path, operation) => {
      const bytes = Buffer.from(stringOf(operation, 'file_content') ?? '', 'base64');
      const ending = stringOf(operation, 'ext') ?? '';
      record.files.set(ending === '' ? path : `${path}.${ending}`, { at: 'memory', bytes });
    },
  ],
  ['LogImages', nothing],
  ['UploadFileSet', nothing],
]);
