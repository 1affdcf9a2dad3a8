// A kustomization built by the user's own kubectl.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createKustomize } from '../../../src/adapters/kubernetes/kustomize.ts';
import { manifestText } from '../../../src/adapters/yaml/manifestText.ts';
import { skipFor } from '../../harness/testReport.mjs';

const { signal } = new AbortController();
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: b }\n';

describe('kustomize', function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'trainyard-kustomize-'));
  let environment: NodeJS.ProcessEnv;

  before(function () {
    const kubectl = process.env['TRAINYARD_TEST_KUBECTL'];
    if (kubectl === undefined) return skipFor(this, 'TRAINYARD_TEST_KUBECTL names no kubectl');
    environment = { ...process.env, PATH: dirname(kubectl) };
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const folderOf = (name: string, files: Readonly<Record<string, string>>) => {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return folder;
  };

  it('builds what the folder says, whatever its name is', async () => {
    const base = {
      'settings.yaml': CONFIG_MAP,
      'kustomization.yaml': 'resources: [settings.yaml]\nnamePrefix: lab-\n',
    };
    for (const name of ['plain', 'with space', '-f $(touch pwned);']) {
      const built = await createKustomize(environment)(folderOf(name, base), signal);
      assert.ok(built.ok, JSON.stringify(built));
      const manifests = await manifestText().parse(built.value, name);
      assert.deepEqual(manifests.ok && manifests.value.map(({ kind, metadata }) => `${kind} ${metadata.name}`), [
        'ConfigMap lab-settings',
      ]);
      assert.equal(existsSync(join(root, name, 'pwned')), false);
    }
  });
  it('says in the tool’s own words what is wrong', async () => {
    const built = await createKustomize(environment)(
      folderOf('broken', { 'kustomization.yaml': 'resources: [gone.yaml]\n' }),
      signal,
    );
    assert.ok(!built.ok);
    assert.equal(built.failure.code, 'invalid');
    assert.match(built.failure.message, /^kubectl kustomize: accumulating resources: .*gone\.yaml/);
  });
  it('says what to install where there is no tool, and stops when it is told to', async () => {
    const missing = await createKustomize({ PATH: root })(root, signal);
    assert.ok(!missing.ok);
    assert.deepEqual([missing.failure.code, missing.failure.nextStep?.includes('kubectl')], ['tool-missing', true]);
    const stopped = await createKustomize(environment)(root, AbortSignal.abort());
    assert.equal(!stopped.ok && stopped.failure.code, 'cancelled');
  });
});
