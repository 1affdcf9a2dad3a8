import { definedOf } from '../../domain/base/defined.ts';
import type { Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { artifactText } from '../../domain/experiments/artifactText.ts';
import type { TraceSpan } from '../../domain/experiments/modelRegistry.ts';
import type { ArtifactContent } from '../../domain/experiments/ports.ts';
import { asRecord, type JsonRecord, recordOf, recordsIn, stringOf } from '../http/json.ts';

/** Attributes that have a place of their own, and ids that tell nobody anything. */
const PLACED = new Set(['mlflow.spanInputs', 'mlflow.spanOutputs', 'mlflow.spanType', 'mlflow.traceRequestId']);

/**
 * The steps of a trace as MLflow keeps them in `traces.json`, in the column `content` of its table `spans`, and gives out as `get-trace-artifact`.
 * Times are nanoseconds there, and each attribute is a text of JSON. MLflow 2 had other names (`mlflow/entities/span.py`, `_from_v2_dict`).
 */
export function traceSpansOf(list: unknown): readonly TraceSpan[] {
  return recordsIn(list)
    .flatMap((record) => spanOf(record) ?? [])
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

function spanOf(record: JsonRecord): TraceSpan | undefined {
  const id = stringOf(record, 'span_id') ?? stringOf(recordOf(record, 'context'), 'span_id');
  if (id === undefined) return undefined;
  const attributes = recordOf(record, 'attributes') ?? new Map<string, unknown>();
  const status = recordOf(record, 'status');
  const startedAt = timeIn(record, 'start_time_unix_nano', 'start_time') ?? 0;
  const endedAt = timeIn(record, 'end_time_unix_nano', 'end_time');
  return {
    id,
    name: stringOf(record, 'name') ?? id,
    startedAt,
    state: stateOf(stringOf(status, 'code') ?? stringOf(record, 'status_code'), endedAt),
    attributes: new Map(
      Array.from(attributes, ([key, value]) => [key, plainText(value)] as const).filter(([key]) => !PLACED.has(key)),
    ),
    ...definedOf({
      parentId: filled(stringOf(record, 'parent_span_id') ?? stringOf(record, 'parent_id')),
      type: filled(plainText(attributes.get('mlflow.spanType'))),
      duration: endedAt === undefined ? undefined : Math.round((endedAt - startedAt) * 1000) / 1000,
      stateText:
        filled(stringOf(status, 'message') ?? stringOf(record, 'status_message') ?? exceptionOf(record)) ??
        filled(exceptionOf(record)),
      inputs: jsonText(attributes.get('mlflow.spanInputs')),
      outputs: jsonText(attributes.get('mlflow.spanOutputs')),
    }),
  };
}

/** Milliseconds; nothing and 0 are no time. */
function timeIn(record: JsonRecord, ...names: readonly string[]): number | undefined {
  const found = names.map((name) => Number(record.get(name) ?? 0)).find((time) => Number.isFinite(time) && time > 0);
  return found === undefined ? undefined : found / 1e6;
}

function stateOf(code: string | undefined, endedAt: number | undefined): TraceSpan['state'] {
  if (code?.endsWith('ERROR') === true) return 'failed';
  if (endedAt === undefined) return 'running';
  return code?.endsWith('OK') === true ? 'ok' : 'unknown';
}

function exceptionOf(record: JsonRecord): string | undefined {
  const event = recordsIn(record.get('events')).find((each) => stringOf(each, 'name') === 'exception');
  const facts = recordOf(event, 'attributes');
  const [type, message] = [stringOf(facts, 'exception.type'), stringOf(facts, 'exception.message')];
  return type === undefined && message === undefined ? undefined : [type, message].filter(Boolean).join(': ');
}

const filled = (text: string | undefined) => (text === '' ? undefined : text);

/** An attribute without the quotes that it has as JSON. */
function plainText(value: unknown): string {
  const inner = typeof value === 'string' ? parsedJson(value) : value;
  if (typeof inner === 'string') return inner;
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function jsonText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Bytes of a `traces.json`; what is larger holds pictures or documents, and is not for a page. */
const MOST_TRACE = 16 * 1024 * 1024;

export const readTraceText = async (file: ArtifactContent): Promise<Result<string>> =>
  await artifactText(file, 'traces.json', MOST_TRACE);

/** The list in the text of a `traces.json`. */
export const spansInFile = (text: string): readonly TraceSpan[] =>
  traceSpansOf(asRecord(parsedJson(text))?.get('spans'));
