import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import type { ExportedColumn, WriteParquet } from '../../domain/experiments/exportRuns.ts';

/** Every value may be missing; numbers are doubles, texts UTF-8, times milliseconds since 1970 in UTC. */
const TYPES: Readonly<Record<ExportedColumn['kind'], Pick<SchemaElement, 'type' | 'converted_type'>>> = {
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

export const parquetFile: WriteParquet = (columns) => {
  const schema = [
    { name: 'runs', num_children: columns.length },
    ...columns.map(({ name, kind }) => ({ name, repetition_type: 'OPTIONAL' as const, ...TYPES[kind] })),
  ];
  const columnData = columns.map(({ name, kind, values }) => ({
    name,
    data: values.map((value) => (kind === 'time' && typeof value === 'number' ? BigInt(Math.round(value)) : value)),
  }));
  return new Uint8Array(parquetWriteBuffer({ schema, columnData, createdBy: 'Trainyard' }));
};
