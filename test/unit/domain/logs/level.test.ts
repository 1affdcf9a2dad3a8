import assert from 'node:assert/strict';
import { isErrorLine } from '../../../../src/domain/logs/firstError.ts';
import { levelOf } from '../../../../src/domain/logs/level.ts';

const LINES: readonly (readonly [line: string, level: ReturnType<typeof levelOf>])[] = [
  ['ERROR:root:failed', 'error'],
  ['WARNING:py.warnings:careful', 'warning'],
  ['2026-01-01 10:00:00,123 - train - ERROR - failed', 'error'],
  ['2026-01-01 10:00:00,123 - train - DEBUG - x', 'debug'],
  ['[2026-01-01 10:00:00] [WARNING] careful', 'warning'],
  ['2026-01-01 10:00:00.123 | CRITICAL | mod:main:1 - end', 'error'],
  ['INFO:     Uvicorn running on http://0.0.0.0:8080', 'info'],
  ['E0101 10:00:00.123456  1234 file.cc:12] failed', 'error'],
  ['I0101 10:00:00.123456  1234 file.cc:12] fine', 'info'],
  ['{"level":"error","message":"x"}', 'error'],
  ['{"level":30,"msg":"x"}', 'info'],
  ['{"severity":"WARNING","message":"x"}', 'warning'],
  ['time=2026-01-01 level=warn msg="x"', 'warning'],
  ['ValueError: bad value', 'error'],
  ['torch.cuda.OutOfMemoryError: CUDA out of memory.', 'error'],
  ['[rank0]: RuntimeError: NCCL error', 'error'],
  ['KeyboardInterrupt', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['/app/train.py:12: UserWarning: careful', 'warning'],
  ['\u001b[31mERROR\u001b[0m: red', 'error'],
  ['error: the following arguments are required: --data', 'error'],
  ['epoch=3/20 loss=0.4 error=0.1', undefined],
  ['no errors found', undefined],
  ['ERRORS are rare', undefined],
  ['the word INFORMATION', undefined],
  ['plain text', undefined],
  ['', undefined],
  ['{"loss": 0.3}', undefined],
];

describe('levelOf', () => {
  for (const [line, level] of LINES) {
    it(`says ${level ?? 'nothing'} of ${JSON.stringify(line)}`, () => {
      assert.equal(levelOf(line), level);
      assert.equal(isErrorLine(line), level === 'error');
    });
  }
});
