// Programs and shells in containers of a real cluster, over the WebSocket protocol of its API server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodShells } from '../../../src/adapters/kubernetes/podShell.ts';
import type { ShellSession } from '../../../src/domain/engines/ports.ts';
import { readyPod, realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';

const never = new AbortController().signal;

/** What a terminal shows, waited for. */
class Screen {
  text = '';
  readonly exit: Promise<number | undefined>;
  #look: (() => void) | undefined;

  constructor(session: ShellSession) {
    session.onData((chunk) => {
      this.text += Buffer.from(chunk).toString('utf8');
      this.#look?.();
    });
    this.exit = new Promise((resolve) => session.onExit(resolve));
  }

  shows(wanted: RegExp): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => (wanted.test(this.text) ? resolve() : undefined);
      this.#look();
    });
  }
}

describe('exec on a real cluster', function () {
  this.timeout(60_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  const container = () => ({ namespace: kubectl.namespace, pod: 'worker', container: 'main' });
  const id = () => `${kubectl.namespace}/worker/`;

  before(async function () {
    this.timeout(120_000);
    kubectl = await KubectlInNamespace.open(this, 'exec');
    transport = await realTransport();
    await readyPod(kubectl, { name: 'worker', script: 'exec sleep 3600' });
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });

  it('runs a program and tells its output and exit code', async () => {
    const script = 'echo out; echo err >&2; exit 7';
    const outcome = valueOf(await podExec(transport, container(), ['sh', '-c', script], never));
    assert.deepEqual(outcome, { exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
  });

  it('runs a program in a terminal, however short, and says when the image has none such', async () => {
    const shells = new PodShells(transport);
    const size = { columns: 80, rows: 24 };
    const run = (...command: readonly string[]) => shells.openProgram(id(), command, size, never);
    const failing = new Screen(valueOf(await run('sh', '-c', 'printf "%s." "$@"; exit 7', 'sh', 'a b', '$HOME', '|')));
    await failing.shows(/a b\.\$HOME\.\|\./);
    assert.equal(await failing.exit, 7);
    const quiet = new Screen(valueOf(await run('false')));
    assert.equal(await quiet.exit, 1, 'an exit code is no failure to run');
    const missing = await run('nvidia-smi');
    assert.equal(!missing.ok && missing.failure.code, 'tool-missing', JSON.stringify(missing));
  });

  it('hands arguments on as they are', async () => {
    const hostile = 'a b; $(touch /x) & ü\n"\'';
    const outcome = valueOf(await podExec(transport, container(), ['printf', '%s', hostile], never));
    assert.equal(outcome.stdout, hostile);
  });

  it('keeps 1 MiB of each output and hears the end nevertheless', async () => {
    const command = ['sh', '-c', 'head -c 3000000 /dev/zero; exit 4'];
    const outcome = valueOf(await podExec(transport, container(), command, never));
    assert.equal(outcome.exitCode, 4);
    assert.equal(outcome.stdout.length, 1024 * 1024);
  });

  it('names what is missing: program, container, pod', async () => {
    const program = await podExec(transport, container(), ['no-such-program'], never);
    assert.equal(!program.ok && program.failure.code, 'tool-missing', JSON.stringify(program));
    const pod = await podExec(transport, { ...container(), pod: 'nobody' }, ['true'], never);
    assert.equal(!pod.ok && pod.failure.code, 'not-found', JSON.stringify(pod));
    const other = await podExec(transport, { ...container(), container: 'nobody' }, ['true'], never);
    assert.ok(!other.ok, JSON.stringify(other));
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const running = podExec(transport, container(), ['sleep', '600'], stop.signal);
    setTimeout(() => stop.abort(), 300);
    const outcome = await running;
    assert.equal(!outcome.ok && outcome.failure.code, 'cancelled');
  });

  it('opens a shell of the right size, with echo, Ctrl-C and exit code', async () => {
    const session = valueOf(await new PodShells(transport).open(id(), { columns: 77, rows: 33 }, never));
    const screen = new Screen(session);
    session.write('stty size; echo $TERM\n');
    await screen.shows(/33 77\s+xterm-256color/);
    session.resize(120, 40);
    session.write('sleep 0.3; stty size\n');
    await screen.shows(/40 120/);
    session.write("sh -c 'echo up$((1)); sleep 500'\n");
    await screen.shows(/up1/);
    session.write('\u0003');
    await screen.shows(/\^C[^]*# /);
    session.write('echo after=$((40+2))\n');
    await screen.shows(/after=42/);
    session.write('exit 7\n');
    assert.equal(await screen.exit, 7);
  });

  it('takes 1 MB that is pasted, and a storm of sizes', async () => {
    const session = valueOf(await new PodShells(transport).open(id(), { columns: 80, rows: 24 }, never));
    const screen = new Screen(session);
    session.write(
      'stty -echo; echo go=$((6*7)); while read -r line; do [ "$line" = end ] && break; n=$((n+${#line}+1)); done; echo total=$n\n',
    );
    await screen.shows(/go=42/);
    const paste = `${'x'.repeat(99)}\n`.repeat(10_000);
    for (let at = 0; at < paste.length; at += 50_000) session.write(paste.slice(at, at + 50_000));
    for (let size = 0; size < 200; size++) session.resize(80 + (size % 40), 24);
    session.write('end\n');
    await screen.shows(/total=1000000/);
    session.dispose();
  });

  it('says why a shell ended when its pod was deleted', async () => {
    await readyPod(kubectl, { name: 'short', script: 'exec sleep 3600' });
    const session = valueOf(
      await new PodShells(transport).open(`${kubectl.namespace}/short/main`, { columns: 80, rows: 24 }, never),
    );
    const screen = new Screen(session);
    await kubectl.ok(['delete', 'pod', 'short', '--now', '--wait=false']);
    await screen.exit;
    assert.match(screen.text, /deleted|stopped/);
  });

  it('does not open a shell in what does not run', async () => {
    const opened = await new PodShells(transport).open(
      `${kubectl.namespace}/nobody/main`,
      { columns: 80, rows: 24 },
      never,
    );
    assert.equal(!opened.ok && opened.failure.code, 'not-found');
  });
});
