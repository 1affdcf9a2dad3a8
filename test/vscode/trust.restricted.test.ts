// S1 in the real Restricted Mode: the folder is hostile, every command is called by its id and every view is opened, and nothing happens
// outside: no program, no connection, no file.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, type CompletionList, extensions, Position, workspace } from 'vscode';
import { recordOutsideCalls } from '../support/outsideCalls.mjs';

/** A folder is opened in a new window: this one, and the test in it, would end. */
const OPENS_ANOTHER_FOLDER = new Set(['trainyard.walkthrough.openSample']);
/** A command may wait for an answer in a dialog; it is closed after this time. */
const PATIENCE_MS = 700;

const extension = extensions.getExtension('trainyard.trainyard');
const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

/** Names and contents of everything in the folder. */
function contentOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map(
      (entry) =>
        join(entry.parentPath, entry.name) +
        (entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'utf8') : ''),
    )
    .sort();
}

/** Every setting of ours, set by the folder to something that would be noticed. */
function plantSettings(port: number): void {
  const canary = join(tmpdir(), 'trainyard-canary');
  const hosts = [`tcp://127.0.0.1:${port}`, 'ssh://canary', `unix://${canary}`];
  const settings = Object.fromEntries(
    settingIds().map((id) => [id, id === 'trainyard.engines.hosts' ? hosts : canary]),
  );
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

interface Contributes {
  readonly commands: readonly { readonly command: string }[];
  readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
}

function contributes(): Contributes {
  const manifest: { contributes: Contributes } | undefined = extension?.packageJSON;
  assert.ok(manifest, 'the extension is not there');
  return manifest.contributes;
}

const settingIds = () => contributes().configuration.flatMap(({ properties }) => Object.keys(properties));

async function callAndClose(id: string, ...args: readonly unknown[]): Promise<void> {
  const call = Promise.resolve(commands.executeCommand(id, ...args)).catch((error: unknown) => {
    // In a suite VS Code refuses modal dialogs. Anything else is a bug that the error boundary should have shown.
    assert.match(String(error), /modal|Canceled|not found/i, id);
  });
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([call, patience]);
  clearTimeout(timer);
  await commands.executeCommand('workbench.action.closeQuickOpen');
}

describe('Restricted Mode', function () {
  this.timeout(180_000);

  it('is on', () => {
    assert.equal(workspace.isTrusted, false);
    assert.notEqual(folder, '');
  });

  it('no command and no view starts a program, connects or writes', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    plantSettings(typeof address === 'object' && address !== null ? address.port : 0);
    const before = contentOf(folder);
    const { calls, stop } = recordOutsideCalls(join(extension?.extensionPath ?? '', 'dist'));
    try {
      await extension?.activate();
      for (const { id } of Object.values(contributes().views).flat()) await callAndClose(`${id}.focus`);
      const hostile = {
        kind: 'container',
        engineId: 'setting:0',
        containerId: '$(touch canary)',
        name: '--privileged',
      };
      for (const { command } of contributes().commands) {
        if (OPENS_ANOTHER_FOLDER.has(command)) continue;
        await callAndClose(command);
        await callAndClose(command, hostile, [hostile]);
      }
    } finally {
      stop();
      server.close();
    }
    // The language server checks files without trust too; it is our own program, and started with no argument of the folder.
    const ours = calls.filter(({ kind, detail }) => kind !== 'scan' && !isLanguageServer(kind, detail));
    assert.deepEqual(ours, []);
    assert.equal(connections, 0, 'an address from the folder was connected to');
    assert.deepEqual(contentOf(folder), before, 'a file of the folder was written');
  });

  it('asks no registry for tags, not even on this machine', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const image = `FROM 127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/team/app:`;
    const { uri } = await workspace.openTextDocument({ language: 'dockerfile', content: image });
    const offered = async () =>
      await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        new Position(0, image.length),
      );
    // The server answers with images that are known anyway; it may have to start first.
    let { items } = await offered();
    for (const end = Date.now() + 30_000; items.length < 10 && Date.now() < end; ) ({ items } = await offered());
    server.close();
    assert.ok(items.length >= 10, 'the server did not answer');
    assert.equal(connections, 0, 'a registry was asked');
  });

  it('the recorder sees what it is there for', () => {
    const { calls, stop } = recordOutsideCalls('restricted.cases');
    try {
      readdirSync(tmpdir());
      mkdirSync(join(tmpdir(), 'trainyard-canary-seen'), { recursive: true });
    } finally {
      stop();
    }
    assert.deepEqual(
      calls.map(({ kind }) => kind),
      ['scan', 'write'],
    );
  });
});

const isLanguageServer = (kind: string, detail: string) =>
  kind === 'process' && detail.endsWith(join('dist', 'server.js'));
