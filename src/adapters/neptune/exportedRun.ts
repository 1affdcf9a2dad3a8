import { readFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { asRecord, type JsonRecord, stringOf } from '../http/json.ts';
import { Breather } from '../process/breather.ts';
import { dateScalar } from './clientOperations.ts';
import type { FoundRun } from './foundRun.ts';
import { unreadableFile } from './neptuneFailure.ts';
import { RunRecord, type Scalar } from './runRecord.ts';

/** What the table and the plots need; histograms are left out. */
const COLUMNS = [
  'project_id',
  'run_id',
  'attribute_path',
  'attribute_type',
  'step',
  'timestamp',
  'int_value',
  'float_value',
  'string_value',
  'bool_value',
  'datetime_value',
  'string_set_value',
  'file_value',
];

/**
 * Reads a run as neptune-exporter leaves it: rows of attributes in Parquet, in one or several parts of about 50 MB.
 * @param parts absolute paths in the order of their numbers, in `EXPORTS/data/PROJECT`; files are in `EXPORTS/files`
 */
export async function readExportedRun(parts: readonly string[], signal: AbortSignal): Promise<FoundRun> {
  const [first = ''] = parts;
  const record = new RunRecord();
  const names = { runId: first, project: undefined as string | undefined };
  const files = resolve(dirname(first), '../../files');
  let trouble: FoundRun['trouble'];
  for (const part of parts) {
    try {
      await foldPart(part, signal, (row) => {
        names.runId = stringOf(row, 'run_id') ?? names.runId;
        names.project = stringOf(row, 'project_id') ?? names.project;
        foldRow(row, record, files);
      });
    } catch (error) {
      signal.throwIfAborted();
      // Of the file system, or what the reader of Parquet says of bytes that are none: its errors have no kind of their own.
      if (!(error instanceof Error)) throw error;
      trouble ??= unreadableFile(part, error.message);
    }
  }
  const { runId, project } = names;
  const client = 'neptune-exporter';
  return {
    id: runId,
    ...(project === undefined ? {} : { project }),
    record,
    client,
    ...(trouble ? { trouble } : {}),
    ...originOf(record),
  };
}

/** Row group by row group, so that one part at most is unpacked at a time. */
async function foldPart(path: string, signal: AbortSignal, fold: (row: JsonRecord) => void): Promise<void> {
  const bytes = await readFile(path, { signal });
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = await parquetMetadataAsync(file);
  const breather = new Breather();
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    signal.throwIfAborted();
    const rowEnd = rowStart + Number(group.num_rows);
    const rows: readonly unknown[] = await parquetReadObjects({ file, metadata, columns: COLUMNS, rowStart, rowEnd });
    for (const row of rows) {
      const fields = asRecord(row);
      if (fields) fold(fields);
      await breather.breathe();
    }
    rowStart = rowEnd;
  }
}

function foldRow(row: JsonRecord, record: RunRecord, files: string): void {
  const path = stringOf(row, 'attribute_path');
  const type = stringOf(row, 'attribute_type');
  if (path === undefined || type === undefined) return;
  const scalar = scalarOf(type, row);
  const step = row.get('step');
  const value = row.get('float_value');
  if (scalar) record.assign(path, scalar);
  else if (type === 'string_set') record.add(path, stringsIn(row.get('string_set_value')));
  else if (type === 'float_series' && typeof value === 'number')
    record.append(path, {
      step: typeof step === 'number' ? step : undefined,
      value,
      timestamp: timeOf(row, 'timestamp') ?? 0,
    });
  else if (type === 'string_series') record.addLine(path, stringOf(row, 'string_value') ?? '');
  else if (type === 'file' || type === 'file_series' || type === 'artifact')
    addFile(row, record, { path, type, files });
}

function scalarOf(type: string, row: JsonRecord): Scalar | undefined {
  const value = row.get(`${type}_value`);
  if (type === 'float' && typeof value === 'number') return { type, text: String(value), value };
  if (type === 'int' && typeof value === 'bigint') return { type, text: String(value), value: Number(value) };
  if (type === 'bool' && typeof value === 'boolean') return { type, text: String(value) };
  if (type === 'string' && typeof value === 'string') return { type, text: value };
  const time = type === 'datetime' ? timeOf(row, 'datetime_value') : undefined;
  return time === undefined ? undefined : dateScalar(time);
}

/** Nothing outside of the folder of files is one of the run, whatever its row says. */
function addFile(
  row: JsonRecord,
  record: RunRecord,
  at: { readonly path: string; readonly type: string; readonly files: string },
): void {
  const name = stringOf(asRecord(row.get('file_value')), 'path');
  if (name === undefined) return;
  const step = row.get('step');
  const path = at.type === 'file_series' && typeof step === 'number' ? `${at.path}/${step}` : at.path;
  const place = resolve(at.files, name);
  record.files.set(path, place.startsWith(`${at.files}${sep}`) ? { at: 'disk', path: place } : { at: 'elsewhere' });
}

/** Runs of Neptune 3 keep what they go on from among their attributes. */
function originOf({ scalars }: RunRecord): Pick<FoundRun, 'parent'> {
  const runId = scalars.get('sys/forking/parent')?.text;
  if (runId === undefined) return {};
  const step = scalars.get('sys/forking/step')?.value;
  return { parent: { runId, ...(step === undefined ? {} : { step }) } };
}

function timeOf(row: JsonRecord, column: string): number | undefined {
  const value = row.get(column);
  return value instanceof Date ? value.getTime() : undefined;
}

const stringsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
