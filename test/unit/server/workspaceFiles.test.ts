import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WorkspaceIndex } from '../../../src/language/workspace/workspaceIndex.ts';
import { WorkspaceFiles } from '../../../src/server/workspaceFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';

describe('WorkspaceFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-workspace-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'a.yaml');
  const uri = pathToFileURL(file).href;
  const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

  it('reads manifests, forgets what is gone, and leaves open files to the editor', async () => {
    const index = new WorkspaceIndex();
    let isOpen = false;
    let changes = 0;
    const files = new WorkspaceFiles(index, {
      textOf: nodeHost.textOf,
      seen: () => undefined,
      isOpen: () => isOpen,
      changed: () => void changes++,
      define: () => undefined,
    });
    const names = () => index.names(['/ConfigMap'], undefined);
    writeFileSync(file, map('one'));
    await files.read([uri, 'untitled:b.yaml', `${uri}.txt`]);
    assert.deepEqual([names(), changes], [['one'], 1]);
    isOpen = true;
    writeFileSync(file, map('two'));
    await files.read([uri]);
    assert.deepEqual(names(), ['one']);
    isOpen = false;
    await files.read([uri]);
    assert.deepEqual(names(), ['two']);
    writeFileSync(file, 'just: text\n');
    await files.read([uri]);
    assert.deepEqual(names(), []);
    rmSync(file);
    await files.read([uri]);
    assert.deepEqual(names(), []);
  });
});
