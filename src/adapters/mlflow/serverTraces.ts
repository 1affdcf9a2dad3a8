import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Trace, TraceDetails } from '../../domain/experiments/modelRegistry.ts';
import { recordOf } from '../http/json.ts';
import { pageOf, type ServerApi } from './serverApi.ts';
import { oldTraceOf, traceOf } from './serverModelRecords.ts';
import { isUnserved, noneWhereUnserved } from './serverRefusal.ts';
import { firstPages, type TokenPage } from './tokenPages.ts';
import { readTraceText, spansInFile } from './traceSpans.ts';

/** Traces of a page. Servers allow 500. */
const PAGE_TRACES = 100;

/** The newest first. A server before 3.0 is asked the way it knows; one before 2.14 has none. */
export async function readTraces(
  api: ServerApi,
  experimentIds: readonly string[],
  limit: number,
  signal: AbortSignal,
): Promise<Result<readonly Trace[]>> {
  if (experimentIds.length === 0) return ok([]);
  const found = await firstPages(newTraces(api, experimentIds, limit, signal), limit, api.where);
  if (!isUnserved(found)) return found;
  return noneWhereUnserved(await firstPages(oldTraces(api, experimentIds, limit, signal), limit, api.where));
}

/** What the trace is, and its steps, which a server keeps apart from it. */
export async function readTrace(api: ServerApi, traceId: string, signal: AbortSignal): Promise<Result<TraceDetails>> {
  const head = await readHead(api, traceId, signal);
  if (!head.ok) return head;
  const version = head.value.isOld ? '2.0' : '3.0';
  const file = await api.stream(`/ajax-api/${version}/mlflow/get-trace-artifact`, [['request_id', traceId]], signal);
  const text = file.ok ? await readTraceText(file.value) : file;
  const { trace } = head.value;
  return ok(text.ok ? { trace, spans: spansInFile(text.value) } : { trace, spans: [], trouble: text.failure });
}

async function readHead(
  api: ServerApi,
  traceId: string,
  signal: AbortSignal,
): Promise<Result<{ readonly trace: Trace; readonly isOld: boolean }>> {
  const name = encodeURIComponent(traceId);
  const answer = await api.root(`/api/3.0/mlflow/traces/${name}`, signal);
  const isOld = isUnserved(answer);
  const told = isOld ? await api.get(`traces/${name}/info`, [], signal) : answer;
  if (!told.ok) return told;
  const trace = isOld
    ? oldTraceOf(told.value.get('trace_info'))
    : traceOf(recordOf(told.value, 'trace')?.get('trace_info'));
  if (trace) return ok({ trace, isOld });
  return fail({ code: 'rejected', message: t('{0} gives no trace {1}', api.where, traceId) });
}

const newTraces =
  (api: ServerApi, ids: readonly string[], limit: number, signal: AbortSignal) =>
  async (token: string | undefined): Promise<Result<TokenPage<Trace>>> => {
    const body = {
      locations: ids.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } })),
      max_results: Math.min(limit, PAGE_TRACES),
      order_by: ['timestamp_ms DESC'],
      ...(token === undefined ? {} : { page_token: token }),
    };
    const answer = await api.search('3.0/mlflow/traces/search', body, signal);
    return answer.ok ? ok(pageOf(answer.value, 'traces', traceOf)) : answer;
  };

const oldTraces =
  (api: ServerApi, ids: readonly string[], limit: number, signal: AbortSignal) =>
  async (token: string | undefined): Promise<Result<TokenPage<Trace>>> => {
    const experiments = ids.map((id) => ['experiment_ids', id] as const);
    const query = [
      ...experiments,
      ['max_results', Math.min(limit, PAGE_TRACES)],
      ['order_by', 'timestamp_ms DESC'],
      ['page_token', token],
    ] as const;
    const answer = await api.get('traces', query, signal);
    return answer.ok ? ok(pageOf(answer.value, 'traces', oldTraceOf)) : answer;
  };
