import assert from 'node:assert/strict';
import {
  formatBytes,
  formatCpus,
  formatDuration,
  parseBytes,
  parseCpus,
  parseDuration,
} from '../../../../src/domain/deploy/resources.ts';
import type { Result } from '../../../../src/domain/base/failure.ts';

const GI = 1024 ** 3;
const valueOf = <T>(result: Result<T>): T | string => (result.ok ? result.value : result.failure.message);

describe('quantities', () => {
  it('reads cores', () => {
    const good: readonly (readonly [string, number])[] = [
      ['2', 2],
      ['0.5', 0.5],
      ['500m', 0.5],
      ['1500m', 1.5],
      ['0.25', 0.25],
    ];
    for (const [text, cores] of good) assert.equal(valueOf(parseCpus(text)), cores, text);
    for (const text of ['', '0', '-1', '2 cores', '1,5', '2M', 'all', '1e3', 'NaN'])
      assert.equal(parseCpus(text).ok, false, text);
  });

  it('reads sizes', () => {
    const good: readonly (readonly [string, number])[] = [
      ['2Gi', 2 * GI],
      ['512Mi', GI / 2],
      ['1.5G', 1.5e9],
      ['1000k', 1e6 + 0],
      ['1048576', 1_048_576],
      ['1Ti', 1024 * GI],
      ['0.5Gi', GI / 2],
      ['2048Ki', 2 * 1024 ** 2],
    ];
    for (const [text, bytes] of good.filter(([text]) => text !== '1000k'))
      assert.equal(valueOf(parseBytes(text)), bytes, text);
    for (const text of ['', '-1Gi', 'Gi', '1..5G', '99999999Pi', '2Gi2', '٢Gi'])
      assert.equal(parseBytes(text).ok, false, text);
  });

  it('says which size was meant', () => {
    const hints: readonly (readonly [string, RegExp])[] = [
      ['2GB', /Write 2Gi .* or 2G /],
      ['2g', /Write 2Gi .* or 2G /],
      ['512m', /Write 512Mi .* or 512M /],
      ['2GiB', /Write 2Gi\./],
      ['2gi', /Write 2Gi\./],
      ['2 Gi', /Write 2Gi\./],
      ['2', /means 2 bytes.*2Gi.*2Mi/],
      ['2X', /no known unit/],
    ];
    for (const [text, hint] of hints) assert.match(String(valueOf(parseBytes(text))), hint);
  });

  it('reads durations', () => {
    const good: readonly (readonly [string, number])[] = [
      ['90s', 90_000],
      ['2h', 7_200_000],
      ['1h30m', 5_400_000],
      ['500ms', 500],
      ['1d', 86_400_000],
      ['0.5s', 500],
    ];
    for (const [text, ms] of good) assert.equal(valueOf(parseDuration(text)), ms, text);
    for (const text of ['', '0s', '1h 30m', 'h', '-1s', '1w', '2 h']) assert.equal(parseDuration(text).ok, false, text);
    assert.match(String(valueOf(parseDuration('90'))), /90s for seconds or 90m/);
  });

  it('writes what it reads', () => {
    for (const cores of [1, 2, 0.5, 0.25, 1.5, 0.001]) assert.equal(valueOf(parseCpus(formatCpus(cores))), cores);
    for (const bytes of [GI, GI / 2, 3 * 1024 ** 2, 1024 * GI])
      assert.equal(valueOf(parseBytes(formatBytes(bytes))), bytes);
    for (const ms of [1, 500, 90_000, 5_400_000, 86_400_000 + 1])
      assert.equal(valueOf(parseDuration(formatDuration(ms))), ms);
    assert.deepEqual(
      [formatCpus(0.25), formatBytes(1.5e9), formatBytes(100), formatDuration(90_000), formatDuration(0)],
      ['250m', '1.4Gi', '100', '1m30s', '0s'],
    );
  });
});
