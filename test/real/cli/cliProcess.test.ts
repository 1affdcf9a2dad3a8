// The built program as users start it: a process with pipes, exit codes and threads, on this Node and on the oldest one that is promised.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describeOnce } from '../../support/oncePerRun.ts';

const root = join(import.meta.dirname, '../../..');
const program = join(root, 'dist/cli.js');

const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ';
const BROKEN = `${OBJECT}a: b\n`;

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

interface How {
  readonly input?: string;
  /** What starts it. */
  readonly command?: readonly string[];
}

/** The oldest Node that package.json allows, when this machine has it. */
function oldestNode(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.'));
}

describeOnce('the program trainyard', () => {
  let folder = '';
  before(function () {
    this.timeout(120_000);
    // Also where there is one: it may be of another state of the source.
    execFileSync(process.execPath, ['scripts/build.mjs', '--only', 'cli'], { cwd: root, stdio: 'pipe' });
    folder = mkdtempSync(join(tmpdir(), 'trainyard-program-'));
    mkdirSync(join(folder, 'many'));
    for (let index = 0; index < 3000; index++) writeFileSync(join(folder, `many/${index}.yaml`), BROKEN);
    writeFileSync(join(folder, 'good.yaml'), `${OBJECT}a\n`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (args: readonly string[], { input = '', command = [process.execPath, program] }: How = {}) => {
    const [start = '', ...first] = command;
    const child = spawn(start, [...first, ...args], { cwd: folder });
    const result = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (result.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (result.error += text));
    child.stdin.end(input);
    const [code]: (number | null)[] = await once(child, 'close');
    const ended: Run = { code: code ?? null, ...result };
    return ended;
  };

  it('ends with 0, 1 and 2', async () => {
    assert.deepEqual(await run(['lint', 'good.yaml', '--quiet']), {
      code: 0,
      out: '1 file checked, nothing found.\n',
      error: '',
    });
    assert.equal((await run(['lint', 'many/1.yaml'])).code, 1);
    assert.equal((await run(['lint', 'missing.yaml'])).code, 2);
    assert.equal((await run([])).code, 2);
    assert.match((await run(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
    assert.match((await run(['lint', '--help'])).out, /--fix-dry-run/);
  });

  it('writes all of a long report into a pipe, in order, with and without threads', async () => {
    const one = await run(['lint', 'many', '--format', 'json', '--jobs', '1']);
    const findings: readonly { readonly file: string }[] = JSON.parse(one.out);
    assert.ok(findings.length >= 3000, String(findings.length));
    assert.equal((await run(['lint', 'many', '--format', 'json', '--jobs', '3'])).out, one.out);
  });

  it('ends without a word when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [program, 'lint', 'many'], { cwd: folder });
    let error = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (error += text));
    child.stdout.once('data', () => child.stdout.destroy());
    await once(child, 'close');
    assert.equal(error, '');
  });

  it('reads standard input, and is started by a link as npm makes it', async () => {
    const link = join(folder, 'trainyard');
    symlinkSync(program, link);
    const { out } = await run(['lint', '-', '--stdin-filename', 'k8s/a.yaml'], { command: [link], input: BROKEN });
    assert.match(out, /^k8s\/a\.yaml:4:\d+: error .+ \[yaml-syntax\]$/m);
  });

  it('writes no colour and no progress into pipes', async () => {
    const { out, error } = await run(['lint', 'many']);
    assert.ok(!out.includes('\u001B'));
    assert.equal(error, '');
  });

  it('runs on the oldest Node that is promised', async function () {
    const node = oldestNode();
    if (node === undefined) return this.skip();
    const args = ['lint', '.', '--format', 'sarif', '--profile', 'strict'];
    const command = [node, program];
    const old = await run([...args, '--jobs', '2'], { command });
    assert.equal(old.error, '');
    assert.deepEqual(old, await run(args));
    assert.match((await run(['lint', '--list-rules'], { command })).out, /yaml-syntax/);
  });
});
