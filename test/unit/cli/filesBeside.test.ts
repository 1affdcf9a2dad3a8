// `trainyard lint` looks for what files name on the disk.
import assert from 'node:assert/strict';
import { CliFolder, onlyRules } from './runInFolder.ts';

describe('files that a checked file names', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  const KUSTOMIZATION = 'resources:\n  - job.yaml\n  - ../base\n';

  it('are looked for from its folder', async () => {
    folder.write('app/kustomization.yaml', KUSTOMIZATION);
    folder.write('base/readme.md', '');
    const { out, code } = await folder.run(['lint', ...onlyRules('ref-kustomize-path'), '--format', 'json']);
    assert.equal(code, 1);
    assert.match(out, /There is no “job\.yaml” here/);
    assert.match(out, /The folder “\.\.\/base” holds no kustomization\.yaml/);
    folder.write('app/job.yaml', '');
    folder.write('base/kustomization.yml', '');
    assert.equal((await folder.run(['lint', ...onlyRules('ref-kustomize-path')])).code, 0);
  });

  it('are not looked for where the text came by standard input', async () => {
    const args = ['lint', '-', '--stdin-filename', 'kustomization.yaml', ...onlyRules('ref-kustomize-path')];
    assert.equal((await folder.run(args, { input: KUSTOMIZATION })).code, 0);
  });
});
