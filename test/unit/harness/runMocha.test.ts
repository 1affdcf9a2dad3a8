import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const runner = resolve(import.meta.dirname, '../../harness/runMocha.mjs');

describe('runMocha', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-mocha-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (source: string, { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv } = {}) => {
    const file = join(folder, 'a.test.ts');
    const report = join(folder, 'report.json');
    writeFileSync(
      file,
      `import { skipFor } from ${JSON.stringify(resolve(import.meta.dirname, '../../harness/testReport.mjs'))};\nvoid skipFor;\n${source}`,
    );
    const { status, stdout } = spawnSync(process.execPath, [runner, '--report', report, ...args, file], {
      encoding: 'utf8',
      env: { ...process.env, CI: '', ...env },
    });
    return { status, stdout, report: JSON.parse(readFileSync(report, 'utf8')) };
  };

  it('counts tests of each kind and ends with 1 when one failed', () => {
    const { status, report } = run(
      "it('good', (): void => undefined); it('bad', () => { throw new Error('because'); }); it('later');",
    );
    assert.equal(status, 1);
    assert.deepEqual([report.passed, report.failed, report.skipped], [1, 1, 1]);
    assert.equal(report.failures[0].title, 'bad');
    assert.match(report.failures[0].text, /because/);
  });

  it('ends with 0 when all is well', () => {
    assert.equal(run("it('good', () => undefined);").status, 0);
  });

  it('ends with 1 when no test ran', () => {
    assert.equal(run('').status, 1);
    assert.equal(run("it('good', () => undefined);", { args: ['--grep', 'nothing like it'] }).status, 1);
  });

  it('gives the reason of a skip, for one test and for a suite', () => {
    const { status, report } = run(
      "it('one', function () { skipFor(this, 'no podman'); }); describe('all', () => { before(function () { skipFor(this, 'no engine'); }); it('two', () => undefined); });",
    );
    assert.equal(status, 0);
    const skips: { title: string; reason: string }[] = report.skips;
    assert.deepEqual(
      skips.map(({ title, reason }) => [title, reason]),
      [
        ['one', 'no podman'],
        ['all two', 'no engine'],
      ],
    );
  });

  it('makes the same a failure under CI', () => {
    const { status, report } = run("it('one', function () { skipFor(this, 'no podman'); });", { env: { CI: 'true' } });
    assert.equal(status, 1);
    assert.match(report.failures[0].text, /no podman/);
  });

  it('fails when a test leaves something open', () => {
    const { status, report } = run("it('leaks', () => { setInterval(() => undefined, 1000); });", {
      args: ['--open-limit', '50'],
    });
    assert.equal(status, 1);
    assert.match(report.failures[0].text, /Timeout/);
  });
});
