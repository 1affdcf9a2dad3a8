import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { helmProgram } from '../../../../src/adapters/kubernetes/helmProgram.ts';
import { aContext } from '../../../support/clusters.ts';

const { signal } = new AbortController();
const timeoutMs = 10_000;

// The real helm is in test/real/kubernetes; this one tells what it was started with.
describe('the helm of the machine', function () {
  let folder: string;
  before(function () {
    // Programs without a name ending are for systems like POSIX.
    if (process.platform === 'win32') return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'trainyard-helm-'));
    const told = 'JSON.stringify({ args: process.argv.slice(2), env: process.env })';
    writeFileSync(join(folder, 'helm'), `#!${process.execPath}\nconsole.log(${told});\n`);
    chmodSync(join(folder, 'helm'), 0o755);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  async function told(context: Parameters<typeof aContext>[0], environment: Record<string, string> = {}) {
    const program = helmProgram({ PATH: folder, ...environment });
    const answer = await program.run(aContext(context), ['list'], { store: 'configmaps', timeoutMs }, signal);
    assert.ok(answer.ok, answer.ok ? '' : answer.failure.message);
    const { args, env }: { args: string[]; env: Record<string, string> } = JSON.parse(answer.value);
    return { args, env };
  }

  it('gets the context of the tree and nothing that leads elsewhere', async () => {
    const elsewhere = {
      KUBECONFIG: '/other',
      HELM_KUBECONTEXT: 'prod',
      HELM_KUBEAPISERVER: 'https://prod',
      HELM_KUBETOKEN: 'secret',
      HELM_NAMESPACE: 'prod',
      HELM_DEBUG: '1',
    };
    const { args, env } = await told({}, { ...elsewhere, HELM_CACHE_HOME: '/cache' });
    assert.deepEqual(args, ['--kube-context=lab', 'list']);
    assert.equal(env['KUBECONFIG'], '/home/ada/.kube/config');
    const own = Object.keys(env).filter((name) => name.startsWith('HELM_'));
    assert.deepEqual(own.toSorted(), ['HELM_CACHE_HOME', 'HELM_DRIVER']);
    assert.equal(env['HELM_DRIVER'], 'configmap');
  });

  it('looks at the same files as Trainyard, in their order', async () => {
    const mergedFiles = ['/a', '/home/ada/.kube/config'];
    assert.equal((await told({ mergedFiles })).env['KUBECONFIG'], mergedFiles.join(delimiter));
  });

  it('is not asked where it could take another context for this one', async () => {
    const program = helmProgram({ PATH: folder });
    for (const context of [
      aContext({ id: 'kube:lab:/b', path: '/b', mergedFiles: ['/a', '/b'] }),
      aContext({ id: 'kube:in-cluster' }),
    ]) {
      const answer = await program.run(context, ['list'], { timeoutMs }, signal);
      assert.equal(answer.ok ? 'run' : answer.failure.code, 'unsupported');
    }
  });

  it('that is not there is named with how to get it', async () => {
    const version = await helmProgram({ PATH: '/nowhere' }).version(signal);
    assert.equal(version.ok ? 'there' : version.failure.code, 'tool-missing');
    assert.match(version.ok ? '' : (version.failure.nextStep ?? ''), /helm\.sh/);
  });
});
