// Files of containers of a real cluster, worked on in place: by busybox, and by the programs of Debian; with names that try to be more than names.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodFileSystem } from '../../../src/adapters/kubernetes/podFileSystem.ts';
import type { Result } from '../../../src/domain/base/failure.ts';
import { readyPod, realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { BUSYBOX, PYTHON } from '../../support/testImages.ts';

const never = new AbortController().signal;
const MIB = 1024 * 1024;
/** The folder of them is no better. */
const FOLDER = '/w/names  * $(touch OWNED)';

const forEach = (names: readonly string[], work: (name: string) => Promise<void>) => Promise.all(names.map(work));
const bytes = (text: string) => new TextEncoder().encode(text);

/** Each is a name and nothing else. */
const HOSTILE = [
  '$(touch OWNED)',
  '`touch OWNED`',
  "'; touch OWNED; '",
  '"; touch OWNED; "',
  '-rf',
  '--help',
  'two\nlines',
  's 81a4 1 1 .',
  'ends with a line\n',
  '\nl 41ed 4096 1 .',
  ' spaces ',
  'a\\b',
  '*',
  '.hidden',
  '..also hidden',
  'ünï 模型.pt',
];

for (const image of [BUSYBOX, PYTHON]) {
  describe(`the file system of a container of ${image}`, function () {
    this.timeout(60_000);
    let kubectl: KubectlInNamespace;
    let transport: KubeTransport;
    let files: PodFileSystem;
    const inside = async (script: string, ...args: readonly string[]): Promise<string> => {
      const container = { namespace: kubectl.namespace, pod: 'worker', container: 'main' };
      const ran = valueOf(await podExec(transport, container, ['sh', '-c', script, 'sh', ...args], never));
      assert.equal(ran.exitCode, 0, ran.stderr);
      return ran.stdout;
    };
    const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.failure.code);
    const namesIn = async (path: string) => valueOf(await files.list(path, never)).map(({ name }) => name);

    before(async function () {
      this.timeout(120_000);
      kubectl = await KubectlInNamespace.open(this, 'fs');
      transport = await realTransport();
      await readyPod(kubectl, { name: 'worker', script: 'mkdir /w; exec sleep 3600', image });
      files = new PodFileSystem(transport, { namespace: kubectl.namespace, pod: 'worker', container: 'main' });
    });
    after(async () => {
      transport?.dispose();
      await kubectl?.close();
    });

    it('takes every name for a name', async () => {
      valueOf(await files.createFolder(FOLDER, never));
      await forEach(HOSTILE, async (name) => {
        const path = `${FOLDER}/${name}`;
        valueOf(await files.write(path, bytes(name), 'absent', never));
        assert.equal(Buffer.from(valueOf(await files.read(path, MIB, never)).content).toString(), name);
        assert.equal(valueOf(await files.facts(path, never)).size, bytes(name).length);
      });
      assert.deepEqual((await namesIn(FOLDER)).sort(), [...HOSTILE].sort());
      valueOf(await files.createFolder('/w/moved', never));
      await forEach(HOSTILE, async (name) => {
        valueOf(await files.move(`${FOLDER}/${name}`, `/w/moved/${name}`, false, never));
        valueOf(await files.copy(`/w/moved/${name}`, `${FOLDER}/${name}`, false, never));
        valueOf(await files.remove(`/w/moved/${name}`, never));
      });
      assert.deepEqual(await namesIn('/w/moved'), []);
      assert.deepEqual((await namesIn(FOLDER)).sort(), [...HOSTILE].sort());
      assert.equal(await inside('ls -d /OWNED /w/OWNED ./OWNED 2>/dev/null; :'), '');
      assert.equal(codeOf(await files.facts('-rf', never)), 'invalid');
      assert.equal(codeOf(await files.facts('/w\0/x', never)), 'invalid');
    });

    it('keeps every byte, the rights of a file, and what a link leads to', async () => {
      const content = randomBytes(3 * MIB);
      await inside(
        'echo old > /w/real; chmod 640 /w/real; ln -s real /w/link; ln -s nowhere /w/broken; mkdir /w/d; ln -s d /w/dlink',
      );
      const facts = valueOf(await files.write('/w/link', content, undefined, never));
      assert.equal(facts.size, content.length);
      assert.ok(Buffer.from(valueOf(await files.read('/w/link', 4 * MIB, never)).content).equals(content));
      assert.equal((await inside('stat -c %a /w/real; readlink /w/link')).trim(), '640\nreal');
      const entries = new Map(valueOf(await files.list('/w', never)).map((entry) => [entry.name, entry]));
      assert.deepEqual([entries.get('link')?.kind, entries.get('link')?.isLink], ['file', true]);
      assert.deepEqual([entries.get('dlink')?.kind, entries.get('dlink')?.isLink], ['folder', true]);
      assert.deepEqual([entries.get('broken')?.kind, entries.get('broken')?.isLink], ['other', true]);
      assert.equal(entries.get('link')?.size, content.length);
      assert.ok(![...entries.keys()].some((name) => name.startsWith('.trainyard-')));
      valueOf(await files.write('/w/empty', new Uint8Array(), 'absent', never));
      assert.equal(valueOf(await files.read('/w/empty', MIB, never)).content.length, 0);
    });

    it('overwrites nothing that somebody else has changed', async () => {
      const first = valueOf(await files.write('/w/shared', bytes('mine'), 'absent', never));
      assert.equal(codeOf(await files.write('/w/shared', bytes('again'), 'absent', never)), 'conflict');
      await inside('echo longer than before > /w/shared');
      assert.equal(codeOf(await files.write('/w/shared', bytes('late'), first, never)), 'conflict');
      assert.equal(await inside('cat /w/shared; ls -A /w | grep -c trainyard- || :'), 'longer than before\n0\n');
      const now = valueOf(await files.facts('/w/shared', never));
      valueOf(await files.write('/w/shared', bytes('late'), now, never));
      assert.equal(await inside('cat /w/shared'), 'late');
      await inside('rm /w/shared');
      assert.equal(codeOf(await files.write('/w/shared', bytes('gone'), now, never)), 'conflict');
    });

    it('replaces files and never folders', async () => {
      await inside('mkdir -p /w/from /w/to/deep; echo a > /w/a; echo b > /w/b');
      assert.equal(codeOf(await files.move('/w/a', '/w/b', false, never)), 'conflict');
      assert.equal(codeOf(await files.move('/w/a', '/w/to', true, never)), 'conflict');
      valueOf(await files.move('/w/a', '/w/b', true, never));
      assert.equal(await inside('cat /w/b; ls /w/to'), 'a\ndeep\n');
      assert.equal(codeOf(await files.createFolder('/w/to', never)), 'conflict');
      assert.equal(codeOf(await files.write('/w/to', bytes('x'), undefined, never)), 'invalid');
      valueOf(await files.remove('/w/to', never));
      assert.equal(codeOf(await files.remove('/w/to', never)), 'not-found');
    });

    it('lists ten thousand entries at once', async () => {
      await inside(
        'mkdir /w/many; cd /w/many; i=0; while [ $i -lt 10000 ]; do : > checkpoint-$i.bin; i=$((i+1)); done',
      );
      const before = performance.now();
      const entries = valueOf(await files.list('/w/many', never));
      const took = performance.now() - before;
      assert.equal(entries.length, 10_000);
      assert.ok(entries.every(({ kind, size }) => kind === 'file' && size === 0));
      if (process.env['TRAINYARD_SHOW_FIGURES'] !== undefined) process.stderr.write(`10,000 entries: ${took} ms\n`);
    });

    it('says what is missing, too big or no file', async () => {
      assert.equal(codeOf(await files.facts('/no/such', never)), 'not-found');
      assert.equal(codeOf(await files.list('/no/such', never)), 'not-found');
      assert.equal(codeOf(await files.read('/no/such', MIB, never)), 'not-found');
      assert.equal(codeOf(await files.write('/no/such', bytes('x'), undefined, never)), 'not-found');
      assert.equal(codeOf(await files.list('/etc/passwd', never)), 'invalid');
      assert.equal(codeOf(await files.read('/dev/zero', MIB, never)), 'unsupported');
      await inside('head -c 3000000 /dev/zero > /w/big');
      const big = await files.read('/w/big', MIB, never);
      assert.match(big.ok ? '' : big.failure.message, /2\.\d MiB|3\.0 MB|2\.\d+ MB/);
      assert.ok(!big.ok && big.failure.nextStep !== undefined);
    });
  });
}

describe('the file system of a container that cannot help', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'fs');
    transport = await realTransport();
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });

  it('lists by patterns where there is no find, and says what to do where there is no shell', async () => {
    await readyPod(kubectl, {
      name: 'bare',
      script: 'cd /bin; rm -f $(which -a find); mkdir /w; echo x > "/w/a b"; echo y > /w/.c; exec sleep 3600',
    });
    const bare = new PodFileSystem(transport, { namespace: kubectl.namespace, pod: 'bare', container: 'main' });
    assert.deepEqual(
      valueOf(await bare.list('/w', never))
        .map(({ name }) => name)
        .sort(),
      ['.c', 'a b'],
    );
    valueOf(await bare.remove('/bin/sh', never));
    const refused = await bare.list('/w', never);
    assert.equal(!refused.ok && refused.failure.code, 'tool-missing', JSON.stringify(refused));
    assert.match(refused.ok ? '' : (refused.failure.nextStep ?? ''), /debug container/);
    const gone = new PodFileSystem(transport, { namespace: kubectl.namespace, pod: 'nobody', container: 'main' });
    const nobody = await gone.facts('/w', never);
    assert.equal(!nobody.ok && nobody.failure.code, 'unreachable', JSON.stringify(nobody));
  });
});
