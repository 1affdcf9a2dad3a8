// Files in and out of containers of a real cluster, hostile ones included.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodFiles } from '../../../src/adapters/kubernetes/podFiles.ts';
import { readyPod, realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';

const never = new AbortController().signal;

describe('files on a real cluster', function () {
  this.timeout(60_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  let folder: string;
  const id = () => `${kubectl.namespace}/worker/main`;
  const inside = async (script: string): Promise<string> => {
    const container = { namespace: kubectl.namespace, pod: 'worker', container: 'main' };
    const { stdout, stderr, exitCode } = valueOf(await podExec(transport, container, ['sh', '-c', script], never));
    assert.equal(exitCode, 0, stderr);
    return stdout.trim();
  };

  before(async function () {
    this.timeout(120_000);
    kubectl = await KubectlInNamespace.open(this, 'files');
    transport = await realTransport();
    await readyPod(kubectl, { name: 'worker', script: 'exec sleep 3600' });
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'trainyard-files-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('copies a folder in and out again, byte for byte', async () => {
    const source = join(folder, 'data');
    mkdirSync(join(source, 'deep', 'er ü'), { recursive: true });
    const bytes = randomBytes(30_000_000);
    writeFileSync(join(source, 'big.bin'), bytes);
    writeFileSync(join(source, 'deep', 'er ü', "-rf 'quoted' $(x)"), 'text');
    writeFileSync(join(source, 'empty'), '');
    await inside('mkdir -p /in');
    const told: [number, number][] = [];
    const report = (done: number, total: number) => told.push([done, total]);
    valueOf(await new PodFiles(transport).copyIn(id(), { path: source, folder: '/in', report }, never));
    const all = bytes.length + 'text'.length;
    assert.deepEqual(
      [told[0], told.at(-1)],
      [
        [0, all],
        [all, all],
      ],
    );
    assert.ok(told.length > 50 && told.every(([done], at) => done >= (told[at - 1]?.[0] ?? 0)), String(told.length));
    const sum = createHash('sha256').update(bytes).digest('hex');
    assert.equal((await inside('sha256sum /in/data/big.bin')).split(' ')[0], sum);
    const out = join(folder, 'out');
    const written = valueOf(
      await new PodFiles(transport).copyOut(id(), '/in/data', { folder: out, overwrite: false }, never),
    );
    assert.deepEqual([...written].sort(), ['data/big.bin', "data/deep/er ü/-rf 'quoted' $(x)", 'data/empty']);
    assert.ok(readFileSync(join(out, 'data', 'big.bin')).equals(bytes));
    assert.deepEqual(readdirSync(out), ['data']);
  });

  it('overwrites only when it was told to', async () => {
    await inside('echo new > /note');
    writeFileSync(join(folder, 'note'), 'old');
    const files = new PodFiles(transport);
    const refused = await files.copyOut(id(), '/note', { folder, overwrite: false }, never);
    assert.equal(!refused.ok && refused.failure.code, 'conflict');
    valueOf(await files.copyOut(id(), '/note', { folder, overwrite: true }, never));
    assert.equal(readFileSync(join(folder, 'note'), 'utf8'), 'new\n');
  });

  it('takes a file whose name looks like an option for a file', async () => {
    await inside("mkdir -p '/odd' && echo x > '/odd/--checkpoint-action=exec=sh'");
    const path = '/odd/--checkpoint-action=exec=sh';
    assert.deepEqual(valueOf(await new PodFiles(transport).copyOut(id(), path, { folder, overwrite: false }, never)), [
      path.slice(5),
    ]);
  });

  it('leaves links, pipes and rights out', async () => {
    await inside(
      'mkdir -p /bad && cd /bad && ln -sf /etc link && mkfifo -m 600 pipe; echo x > suid; chmod 6755 suid; echo y > plain',
    );
    const written = valueOf(await new PodFiles(transport).copyOut(id(), '/bad', { folder, overwrite: false }, never));
    assert.deepEqual([...written].sort(), ['bad/plain', 'bad/suid']);
    assert.equal(statSync(join(folder, 'bad', 'suid')).mode & 0o7777, 0o755);
    assert.deepEqual(readdirSync(join(folder, 'bad')).sort(), ['plain', 'suid']);
  });

  it('is not fooled by a tar of the container that lies', async () => {
    const archive = pack();
    for (const name of ['fine', '../evil', `${folder}/evil`]) archive.entry({ name }, 'x');
    archive.finalize();
    writeFileSync(join(folder, 'evil.tar'), await buffer(Readable.from(archive)));
    await readyPod(kubectl, { name: 'liar', script: 'exec sleep 3600' });
    const liar = `${kubectl.namespace}/liar/main`;
    const files = new PodFiles(transport);
    valueOf(await files.copyIn(liar, { path: join(folder, 'evil.tar'), folder: '/' }, never));
    const container = { namespace: kubectl.namespace, pod: 'liar', container: 'main' };
    const script =
      'for t in $(which -a tar); do rm -f $t; printf "#!/bin/sh\\nexec cat /evil.tar\\n" > $t; chmod +x $t; done';
    valueOf(await podExec(transport, container, ['sh', '-c', script], never));
    const target = join(folder, 'target');
    const refused = await files.copyOut(liar, '/x', { folder: target, overwrite: true }, never);
    assert.match(refused.ok ? '' : refused.failure.message, /leads out of the folder/);
    assert.deepEqual(readdirSync(folder).sort(), ['evil.tar', 'target'], 'something was written outside');
    assert.deepEqual(readdirSync(target), []);
  });

  it('says what to do where there is no tar', async () => {
    await readyPod(kubectl, { name: 'notar', script: 'rm -f $(which -a tar); exec sleep 3600' });
    const refused = await new PodFiles(transport).copyOut(
      `${kubectl.namespace}/notar/main`,
      '/etc',
      { folder, overwrite: false },
      never,
    );
    assert.equal(!refused.ok && refused.failure.code, 'tool-missing', JSON.stringify(refused));
    assert.ok(!refused.ok && refused.failure.nextStep !== undefined);
  });

  it('tells what is missing and what is not allowed', async () => {
    const files = new PodFiles(transport);
    const missing = await files.copyOut(id(), '/no/such', { folder, overwrite: false }, never);
    assert.equal(!missing.ok && missing.failure.code, 'not-found', JSON.stringify(missing));
    const intoNothing = await files.copyIn(id(), { path: join(folder), folder: '/no/such' }, never);
    assert.equal(!intoNothing.ok && intoNothing.failure.code, 'not-found', JSON.stringify(intoNothing));
    const local = await files.copyIn(id(), { path: join(folder, 'nothing'), folder: '/' }, never);
    assert.equal(!local.ok && local.failure.code, 'not-found', JSON.stringify(local));
    writeFileSync(join(folder, 'x'), 'x');
    const proc = await files.copyIn(id(), { path: join(folder, 'x'), folder: '/proc' }, never);
    assert.ok(!proc.ok, 'written into /proc');
  });

  it('stops in the middle and leaves nothing behind', async () => {
    const stop = new AbortController();
    const copying = new PodFiles(transport).copyOut(id(), '/dev/zero', { folder, overwrite: false }, stop.signal);
    await inside('head -c 300000000 /dev/zero > /huge');
    const huge = new PodFiles(transport).copyOut(id(), '/huge', { folder, overwrite: false }, stop.signal);
    setTimeout(() => stop.abort(), 200);
    await copying;
    const outcome = await huge;
    assert.equal(!outcome.ok && outcome.failure.code, 'cancelled', JSON.stringify(outcome));
    assert.deepEqual(readdirSync(folder), []);
  });
});
