import assert from 'node:assert/strict';
import { join } from 'node:path';
import { commands, extensions } from 'vscode';
import { skipFor } from '../harness/testReport.mjs';
import { recordOutsideCalls } from '../support/outsideCalls.mjs';

const extension = () => {
  const found = extensions.getExtension('trainyard.trainyard');
  assert.ok(found);
  return found;
};

describe('activation', () => {
  it('starts no program, opens no connection, writes and searches nothing', async function () {
    if (extension().isActive) return skipFor(this, 'the extension is active already');
    const outside = recordOutsideCalls(join(extension().extensionPath, 'dist'));
    try {
      await extension().activate();
      // Whatever it would have started at once is there after a few turns of the event loop.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(outside.calls, []);
    } finally {
      outside.stop();
    }
  });

  it('registers the contributed commands and no others', async () => {
    await extension().activate();
    const registered = (await commands.getCommands(true)).filter((id) => id.startsWith('trainyard.'));
    const contributed = contributedCommands();
    assert.deepEqual(
      contributed.filter((id) => !registered.includes(id)),
      [],
      'contributed, but nothing happens',
    );
    // VS Code makes these itself, for each view.
    const ofViews =
      /^trainyard\.(runs|clusters|files|images|experiments)\.(focus|open|resetViewLocation|toggleVisibility|removeView)$/;
    assert.deepEqual(
      registered.filter((id) => !contributed.includes(id) && !ofViews.test(id)),
      [],
      'registered, but nobody can know of it',
    );
  });
});

function contributedCommands(): readonly string[] {
  const manifest: unknown = extension().packageJSON;
  assert.ok(typeof manifest === 'object' && manifest !== null && 'contributes' in manifest);
  const { contributes } = manifest;
  assert.ok(typeof contributes === 'object' && contributes !== null && 'commands' in contributes);
  assert.ok(Array.isArray(contributes.commands));
  return contributes.commands.map(({ command }) => String(command));
}
