// Checkpoints come out of containers of a real cluster whole, also when the connection is cut again and again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { podExec } from '../../../src/adapters/kubernetes/podExec.ts';
import { PodFileSystem } from '../../../src/adapters/kubernetes/podFileSystem.ts';
import { apiServerProxy, readyPod, realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { BUSYBOX, PYTHON } from '../../support/testImages.ts';

const never = new AbortController().signal;
const noReport = () => undefined;
const SCRIPT = `mkdir -p "/run/my run/deep" /run/many; cd "/run/my run"
head -c 40000000 /dev/urandom > model.pt; echo '{}' > "deep/con
fig'$(x).json"; printf '#!/bin/sh' > train.sh; chmod 755 train.sh; : > empty; ln -s /etc/passwd link; ln -s "my run" ../latest
i=0; while [ $i -lt 3000 ]; do echo $i > ../many/a-rather-long-name-of-a-sample-$i.txt; i=$((i+1)); done; sha256sum model.pt > /sum; exec sleep 3600`;

for (const image of [BUSYBOX, PYTHON]) {
  describe(`downloads from a container of ${image}`, function () {
    this.timeout(90_000);
    let kubectl: KubectlInNamespace;
    let transport: KubeTransport;
    let folder: string;
    let sum: string;
    const container = () => ({ namespace: kubectl.namespace, pod: 'worker', container: 'main' });
    const inside = async (script: string) => {
      const ran = valueOf(await podExec(transport, container(), ['sh', '-c', script], never));
      assert.equal(ran.exitCode, 0, ran.stderr);
      return ran.stdout;
    };
    const sumOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

    before(async function () {
      this.timeout(120_000);
      kubectl = await KubectlInNamespace.open(this, 'download');
      transport = await realTransport();
      await readyPod(kubectl, { name: 'worker', script: SCRIPT, image });
      sum = (await inside('while ! [ -s /sum ]; do sleep 0.1; done; cat /sum')).split(' ')[0] ?? '';
    });
    after(async () => {
      transport?.dispose();
      await kubectl?.close();
    });
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'trainyard-download-'))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('bring a folder with odd names, programs and nothing that is no file', async () => {
      const files = new PodFileSystem(transport, container());
      const reports: (readonly [number, number])[] = [];
      const report = (done: number, total: number) => void reports.push([done, total]);
      const download = (overwrite: boolean) => files.download('/run/my run', { folder, overwrite }, report, never);
      // A name with a line break cannot be told from one that acts on a terminal: it is refused whole.
      const odd = await download(false);
      assert.match(odd.ok ? '' : odd.failure.message, /control characters/);
      await inside(`cd "/run/my run/deep"; mv * "config'"'$(x)'".json"`);
      assert.deepEqual([...valueOf(await download(false))].sort(), [
        "my run/deep/config'$(x).json",
        'my run/empty',
        'my run/model.pt',
        'my run/train.sh',
      ]);
      assert.equal(sumOf(join(folder, 'my run/model.pt')), sum);
      assert.equal(statSync(join(folder, 'my run/train.sh')).mode & 0o777, 0o755);
      assert.deepEqual(readdirSync(folder), ['my run']);
      const [done, total] = reports.at(-1) ?? [];
      assert.ok(done === total && (total ?? 0) > 40_000_000, JSON.stringify(reports.at(-1)));
      writeFileSync(join(folder, 'my run/train.sh'), 'mine');
      const again = await download(false);
      assert.equal(!again.ok && again.failure.code, 'conflict');
      assert.equal(readFileSync(join(folder, 'my run/train.sh'), 'utf8'), 'mine');
      valueOf(await download(true));
      assert.equal(readFileSync(join(folder, 'my run/train.sh'), 'utf8'), '#!/bin/sh');
    });

    it('bring thousands of small files at once', async () => {
      const before = performance.now();
      const files = new PodFileSystem(transport, container());
      const paths = valueOf(await files.download('/run/many', { folder, overwrite: false }, noReport, never));
      const took = performance.now() - before;
      if (process.env['TRAINYARD_SHOW_FIGURES'] !== undefined) process.stderr.write(`3,000 files: ${took} ms\n`);
      assert.equal(paths.length, 3000);
      assert.equal(readFileSync(join(folder, 'many/a-rather-long-name-of-a-sample-2999.txt'), 'utf8'), '2999\n');
    });

    it('go on after cuts', async () => {
      const { proxy, close } = await apiServerProxy();
      const shaky = await realTransport(proxy.port);
      try {
        const files = new PodFileSystem(shaky, container());
        let cuts = 0;
        const report = (done: number) => {
          if (cuts >= 3 || done < (cuts + 1) * 8_000_000) return;
          cuts += 1;
          proxy.reset();
        };
        valueOf(await files.download('/run/latest', { folder, overwrite: false }, report, never));
        assert.equal(cuts, 3);
        assert.equal(sumOf(join(folder, 'latest/model.pt')), sum);
        assert.deepEqual(readdirSync(folder), ['latest']);
      } finally {
        shaky.dispose();
        await close();
      }
    });

    it('leave nothing behind when they are cancelled', async () => {
      const stop = new AbortController();
      const files = new PodFileSystem(transport, container());
      const report = (done: number) => {
        if (done > 1_000_000) stop.abort();
      };
      const cancelled = await files.download('/run/my run', { folder, overwrite: false }, report, stop.signal);
      assert.equal(!cancelled.ok && cancelled.failure.code, 'cancelled');
      assert.deepEqual(readdirSync(folder), []);
    });
  });
}
