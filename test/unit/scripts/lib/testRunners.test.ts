import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { filesToRepeat } from '../../../../scripts/lib/secondTry.mjs';
import { runNodeTests } from '../../../../scripts/lib/testRunners.mjs';

const root = resolve(import.meta.dirname, '../../../..');

describe('running test files', function () {
  this.timeout(30_000);
  const was = process.env['CI'];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-runners-'));
  });
  afterEach(() => {
    if (was === undefined) delete process.env['CI'];
    else process.env['CI'] = was;
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(files: readonly string[]) {
    let output = '';
    const options = {
      root,
      name: `runners-${process.pid}`,
      files: files.map((file) => `test/fixtures/unsteady/${file}.test.mjs`),
      testTimeoutMs: 5_000,
      grep: undefined,
      env: { UNSTEADY_MARKER: join(folder, 'marker') },
    };
    const outcome = await runNodeTests(options, (text) => {
      output += text;
    });
    return { outcome, output };
  }

  it('runs the file of a failed test once more under CI, and tells of the test', async () => {
    process.env['CI'] = 'true';
    const { outcome, output } = await run(['secondTime', 'never']);
    assert.deepEqual([outcome.passed, outcome.failed], [3, 0], output);
    assert.deepEqual(outcome.unsteady, [
      'a file that is run twice fails the first time: AssertionError [ERR_ASSERTION]: the first time',
    ]);
    assert.equal(output.split('a file that is whole passes').length - 1, 1, 'what passed is not run again');
  });

  it('counts a test that fails again as failed, once', async () => {
    process.env['CI'] = 'true';
    const { outcome, output } = await run(['always', 'secondTime', 'never']);
    assert.deepEqual([outcome.passed, outcome.failed], [3, 1], output);
    assert.deepEqual(outcome.notes, ['failed: a file that is broken fails each time']);
    assert.equal(outcome.unsteady?.length, 1);
  });

  it('runs nothing again elsewhere', async () => {
    process.env['CI'] = '';
    const { outcome } = await run(['secondTime', 'never']);
    assert.deepEqual([outcome.passed, outcome.failed, outcome.unsteady], [2, 1, undefined]);
  });

  it('tries nothing again where much is broken', () => {
    const report = { passed: 0, failed: 4, skipped: 0, skips: [], files: {} };
    const failures = ['a', 'b', 'c', 'd'].map((file) => ({ title: file, text: '', file }));
    assert.deepEqual(filesToRepeat({ ...report, failures }), []);
    assert.deepEqual(filesToRepeat({ ...report, failures: failures.slice(1) }), ['b', 'c', 'd']);
  });
});
