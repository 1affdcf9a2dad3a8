import assert from 'node:assert/strict';
import { spansInFile, traceSpansOf } from '../../../../src/adapters/mlflow/traceSpans.ts';

describe('steps of a trace', () => {
  it('are read as MLflow 2 has written them', () => {
    const spans = traceSpansOf([
      {
        name: 'outer',
        context: { span_id: '0x1', trace_id: '0x9' },
        parent_id: null,
        start_time: 2_000_000_000,
        end_time: 2_500_000_000,
        status_code: 'OK',
        status_message: '',
        attributes: { 'mlflow.spanType': '"LLM"', 'mlflow.spanInputs': '{"x": 1}', k: '1' },
      },
    ]);
    assert.deepEqual(spans, [
      {
        id: '0x1',
        name: 'outer',
        startedAt: 2000,
        duration: 500,
        state: 'ok',
        type: 'LLM',
        inputs: '{"x": 1}',
        attributes: new Map([['k', '1']]),
      },
    ]);
  });

  it('run while they have no end, and keep the words of an exception', () => {
    const event = {
      name: 'exception',
      attributes: { 'exception.type': 'ValueError', 'exception.message': 'negative' },
    };
    const status = { code: 'STATUS_CODE_ERROR', message: '' };
    const [failed, running] = traceSpansOf([
      { span_id: 'a', start_time_unix_nano: 1e6, end_time_unix_nano: 2e6, status, events: [event] },
      { span_id: 'b', start_time_unix_nano: 3e6, status: { code: 'STATUS_CODE_UNSET' } },
    ]);
    assert.deepEqual([failed?.state, failed?.stateText], ['failed', 'ValueError: negative']);
    assert.deepEqual([running?.state, running?.duration], ['running', undefined]);
  });

  it('are none in what is no list of them', () => {
    for (const text of ['', '{', '[]', '{"spans": 7}', '{"spans": [1, {"name": "no id"}]}'])
      assert.deepEqual(spansInFile(text), [], text);
  });
});
