import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { type RunOptions, type RunOutcome, run } from '../../../../src/adapters/process/run.ts';
import type { Result } from '../../../../src/domain/base/failure.ts';

const never = new AbortController().signal;

function script(code: string, options: Partial<RunOptions> = {}, signal = never): Promise<Result<RunOutcome>> {
  return run(process.execPath, { ...options, args: ['-e', code, ...(options.args ?? [])] }, signal);
}

function outcome(result: Result<RunOutcome>): RunOutcome {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** A killed program that nobody has waited for yet (state Z) is not alive. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

const GUARD = new URL('../../../../src/adapters/process/guard.ts', import.meta.url);

describe('run', () => {
  it('hands on exit code and both outputs', async () => {
    const ended = outcome(await script('console.log("a"); console.error("b"); process.exit(3)'));
    assert.deepEqual(ended, { exitCode: 3, stdout: 'a\n', stderr: 'b\n', isCut: false });
  });

  it('hands on arguments as they are, whatever is in them', async () => {
    const hostile = ['; rm -rf /', '$(id)', '`id`', 'a\'b"c', '--', '-rf', 'a b\nc', '%PATH%'];
    const ended = outcome(
      await script('console.log(JSON.stringify(process.argv.slice(1)))', { args: ['--', ...hostile] }),
    );
    assert.deepEqual(JSON.parse(ended.stdout), hostile);
  });

  it('writes the input and closes it', async () => {
    const ended = outcome(await script('process.stdin.pipe(process.stdout)', { input: 'name\n' }));
    assert.equal(ended.stdout, 'name\n');
  });

  it('does not mind a program that does not read its input', async () => {
    const ended = outcome(await script('process.exit(0)', { input: new Uint8Array(8 << 20) }));
    assert.equal(ended.exitCode, 0);
  });

  it('hands on lines as they arrive, whole, with characters that were cut by chunk borders', async () => {
    const lines: string[] = [];
    const code = `
      const bytes = Buffer.from('één\\r\\nzwei\\n\\ndrei');
      let at = 0;
      const step = () => { if (at < bytes.length) process.stdout.write(bytes.subarray(at, ++at), () => setImmediate(step)); };
      step();`;
    outcome(await script(code, { onLine: (line, stream) => lines.push(`${stream}:${line}`) }));
    assert.deepEqual(lines, ['stdout:één', 'stdout:zwei', 'stdout:', 'stdout:drei']);
  });

  it('keeps the end of a long output', async () => {
    const ended = outcome(await script('process.stdout.write("x".repeat(1e6) + "end")', { keepBytes: 1000 }));
    assert.equal(ended.stdout.length, 1000);
    assert.ok(ended.stdout.endsWith('xend'));
    assert.equal(ended.isCut, true);
  });

  it('names a program that is not there, and what to do', async () => {
    const result = await run('trainyard-no-such-program', { args: [], missingNextStep: 'Install it.' }, never);
    assert.ok(!result.ok);
    assert.equal(result.failure.code, 'tool-missing');
    assert.match(result.failure.message, /trainyard-no-such-program/);
    assert.equal(result.failure.nextStep, 'Install it.');
  });

  it('tells a missing working folder from a missing program', async () => {
    const result = await script('', { cwd: join(tmpdir(), 'trainyard-no-such-folder') });
    assert.ok(!result.ok);
    assert.equal(result.failure.code, 'not-found');
  });

  it('ends the whole process group on abort, also children that ignore the polite signal', async () => {
    const abort = new AbortController();
    let grandchild = 0;
    const code = `
      process.on('SIGTERM', () => {});
      const child = require('node:child_process').spawn(process.execPath, ['-e',
        "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)"], { stdio: 'inherit' });
      setInterval(() => {}, 1000);`;
    const started = Date.now();
    const result = await script(
      code,
      {
        onLine: (line) => {
          grandchild = Number(line);
          abort.abort();
        },
      },
      abort.signal,
    );
    assert.ok(!result.ok && result.failure.code === 'cancelled');
    assert.ok(Date.now() - started < 10_000);
    assert.ok(grandchild > 0);
    assert.equal(isAlive(grandchild), false);
  });

  it('does not wait for a child that left the group and holds the output open', async () => {
    const code = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', "setTimeout(() => {}, 20000)"],
        { stdio: 'inherit', detached: true });
      console.log(child.pid); child.unref(); process.exit(0);`;
    const ended = outcome(await script(code));
    const pid = Number(ended.stdout);
    assert.equal(isAlive(pid), true);
    process.kill(pid, 'SIGKILL');
  });

  it('ends a program after its time and says so', async () => {
    const result = await script('setInterval(() => {}, 1000)', { timeoutMs: 200 });
    assert.ok(!result.ok);
    assert.equal(result.failure.code, 'timeout');
  });

  it('starts nothing when the signal has been given before', async () => {
    const result = await run('trainyard-no-such-program', { args: [] }, AbortSignal.abort());
    assert.ok(!result.ok && result.failure.code === 'cancelled');
  });

  it('says by which signal a program was killed, as shells do', async () => {
    assert.equal(outcome(await script('process.kill(process.pid, "SIGKILL")')).exitCode, 137);
  });

  it('behind a guard: the same outputs, exit code, arguments and end by abort', async () => {
    const code = 'console.log(process.argv[1]); console.error(process.env.ELECTRON_RUN_AS_NODE); process.exit(3)';
    const ended = outcome(await script(code, { args: ['--', '$(id)'], guard: GUARD }));
    assert.deepEqual(ended, { exitCode: 3, stdout: '$(id)\n', stderr: 'undefined\n', isCut: false });
    const abort = new AbortController();
    const aborted = await script(
      'console.log("up"); setInterval(() => {}, 1000)',
      { guard: GUARD, onLine: () => abort.abort() },
      abort.signal,
    );
    assert.ok(!aborted.ok && aborted.failure.code === 'cancelled');
  });

  it('behind a guard: ends with all its children when the process that started it is killed', async function () {
    this.timeout(30_000);
    // Both ignore the polite signal, and say nothing after they have said who they are.
    const deaf = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
    const program = `${deaf} const { pid } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}]); console.log(process.pid + ' ' + pid);`;
    const owner = `
      import { run } from ${JSON.stringify(new URL('../../../../src/adapters/process/run.ts', import.meta.url).href)};
      const options = { args: ['-e', ${JSON.stringify(program)}], guard: new URL(${JSON.stringify(GUARD.href)}), onLine: (line) => console.log(line) };
      await run(process.execPath, options, new AbortController().signal);`;
    const killed = spawn(process.execPath, ['--input-type=module', '-e', owner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(killed.stdout, 'data')) as [Buffer];
    const pids = line.toString().trim().split(' ').map(Number);
    assert.deepEqual(pids.map(isAlive), [true, true]);
    killed.kill('SIGKILL');
    while (pids.some(isAlive)) await setImmediate();
  });
});
