import { ByteList } from './byteList.ts';
import type { ExportedColumn } from './exportRuns.ts';
import { i32, i64, list, struct, text, thriftBytes, type ThriftValue } from './thriftWriter.ts';

/** Types and annotations of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift. */
const TYPES = { number: 5, text: 6, time: 2 } as const;
const CONVERTED = { number: undefined, text: 0, time: 9 } as const;
const OPTIONAL = 1;
const PLAIN = 0;
const RLE = 3;
const MAGIC = new TextEncoder().encode('PAR1');

interface Chunk {
  readonly offset: number;
  readonly size: number;
}

/**
 * A Parquet file: one group of rows, one page a column, plain values, not compressed, every value may be missing. Numbers are doubles, texts UTF-8, times
 * milliseconds since 1970 in UTC; whatever reads Parquet reads this.
 */
export function parquetFile(columns: readonly ExportedColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const file = new ByteList();
  file.bytes(MAGIC);
  const chunks = columns.map((column): Chunk => {
    const offset = file.length;
    const page = pageOf(column);
    file.bytes(pageHeader(page.length, rows));
    file.bytes(page);
    return { offset, size: file.length - offset };
  });
  const footer = thriftBytes([
    [1, i32(1)],
    [2, list('struct', [root(columns.length), ...columns.map(schemaOf)])],
    [3, i64(rows)],
    [4, list('struct', rows === 0 ? [] : [rowGroup(columns, chunks, rows)])],
    [6, text('Trainyard')],
  ]);
  file.bytes(footer);
  file.uint32(footer.length);
  file.bytes(MAGIC);
  return file.whole();
}

const root = (children: number): ThriftValue =>
  struct([
    [4, text('runs')],
    [5, i32(children)],
  ]);

function schemaOf({ name, kind }: ExportedColumn): ThriftValue {
  const converted = CONVERTED[kind];
  return struct([
    [1, i32(TYPES[kind])],
    [3, i32(OPTIONAL)],
    [4, text(name)],
    ...(converted === undefined ? [] : [[6, i32(converted)] as const]),
  ]);
}

function rowGroup(columns: readonly ExportedColumn[], chunks: readonly Chunk[], rows: number): ThriftValue {
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  return struct([
    [
      1,
      list(
        'struct',
        columns.map((column, at) => columnChunk(column, chunks[at], rows)),
      ),
    ],
    [2, i64(size)],
    [3, i64(rows)],
  ]);
}

function columnChunk({ name, kind }: ExportedColumn, chunk: Chunk | undefined, rows: number): ThriftValue {
  const { offset, size } = chunk ?? { offset: 0, size: 0 };
  const facts = struct([
    [1, i32(TYPES[kind])],
    [2, list('i32', [i32(PLAIN), i32(RLE)])],
    [3, list('text', [text(name)])],
    [4, i32(0)],
    [5, i64(rows)],
    [6, i64(size)],
    [7, i64(size)],
    [9, i64(offset)],
  ]);
  return struct([
    [2, i64(offset)],
    [3, facts],
  ]);
}

function pageHeader(size: number, rows: number): Uint8Array {
  const data = struct([
    [1, i32(rows)],
    [2, i32(PLAIN)],
    [3, i32(RLE)],
    [4, i32(RLE)],
  ]);
  return thriftBytes([
    [1, i32(0)],
    [2, i32(size)],
    [3, i32(size)],
    [5, data],
  ]);
}

/** Which rows have a value, a bit each, and then the values that there are. */
function pageOf({ kind, values }: ExportedColumn): Uint8Array {
  const page = new ByteList();
  const levels = presence(values);
  page.uint32(levels.length);
  page.bytes(levels);
  const encoder = new TextEncoder();
  for (const value of values) {
    if (value === undefined) continue;
    if (kind === 'number') page.double(Number(value));
    else if (kind === 'time') page.int64(BigInt(Math.round(Number(value))));
    else {
      const bytes = encoder.encode(String(value));
      page.uint32(bytes.length);
      page.bytes(bytes);
    }
  }
  return page.whole();
}

/** One run of packed bits, in groups of eight. */
function presence(values: ExportedColumn['values']): Uint8Array {
  const groups = Math.ceil(values.length / 8);
  const bytes = new ByteList();
  bytes.varint(groups * 2 + 1);
  for (let group = 0; group < groups; group++) {
    let bits = 0;
    for (let bit = 0; bit < 8; bit++) if (values[group * 8 + bit] !== undefined) bits |= 1 << bit;
    bytes.byte(bits);
  }
  return bytes.whole();
}
