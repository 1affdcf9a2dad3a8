// The real server in a process of its own, over its real protocol.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type CodeAction,
  type CompletionItem,
  createProtocolConnection,
  type Hover,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const main = resolve(import.meta.dirname, '../../../src/server/main.ts');
const uri = 'file:///w/trainyard.yaml';
const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';

describe('the language server', function () {
  this.timeout(30_000);
  let child: ChildProcess;
  let connection: ProtocolConnection;
  let cache: string;
  let published: PublishDiagnosticsParams[];
  let waiting: (() => void)[];

  beforeEach(async () => {
    cache = mkdtempSync(join(tmpdir(), 'trainyard-server-'));
    child = spawn(process.execPath, [main, '--stdio'], {
      env: { ...process.env, TRAINYARD_COMPILE_CACHE: cache },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(child.stdout && child.stdin);
    connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    published = [];
    waiting = [];
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      published.push(params);
      for (const wake of waiting.splice(0)) wake();
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: {
        texts: [['The file is empty. Expected “version: 1” and “workloads”.', 'Die Datei ist leer.']],
      },
    });
    await connection.sendNotification('initialized', {});
  });

  afterEach(async () => {
    const ended = once(child, 'exit');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await ended;
    connection.dispose();
    rmSync(cache, { recursive: true, force: true });
  });

  /** The first publication of a version, or of any later one. */
  async function diagnosticsOf(version: number): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const found = published.find((one) => (one.version ?? 0) >= version);
      if (found) return found;
      await new Promise<void>((wake) => waiting.push(wake));
    }
  }
  const open = (text: string) =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'trainyard', version: 1, text },
    });
  const at = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });

  it('finds problems, fixes them, completes and explains', async () => {
    await open(`${HEAD}    comand: [python]\n    \n`);
    const { diagnostics } = await diagnosticsOf(1);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['unknown-field'],
    );
    const range = diagnostics[0]?.range;
    const actions: CodeAction[] = await connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics },
    });
    assert.equal(actions[0]?.edit?.changes?.[uri]?.[0]?.newText, 'command');
    const items: CompletionItem[] = await connection.sendRequest('textDocument/completion', at(5, 4));
    assert.ok(items.some(({ label }) => label === 'resources'));
    const hover: Hover | null = await connection.sendRequest('textDocument/hover', at(3, 5));
    assert.match(JSON.stringify(hover?.contents), /\*\*image\*\*/);
    const symbols: unknown[] = await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
    assert.equal(symbols.length, 2);
  });

  it('publishes no result of an older version over 1,000 quick edits (E9)', async () => {
    await open(HEAD);
    for (let version = 2; version <= 1001; version++) {
      const contentChanges = [
        { range: { start: { line: 4, character: 0 }, end: { line: 4, character: 0 } }, text: `    u${version}: 1\n` },
      ];
      await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    }
    const last = await diagnosticsOf(1001);
    assert.equal(last.diagnostics.length, 1000);
    const versions = published.map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    );
  });

  it('stays answerable over files that are too large (E1), and takes diagnostics of closed files away', async () => {
    await open('a: 1\n'.repeat(2_000_000));
    assert.deepEqual(
      (await diagnosticsOf(1)).diagnostics.map(({ code }) => code),
      ['too-large'],
    );
    const closed = new Promise<void>((wake) => waiting.push(wake));
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await closed;
    assert.deepEqual(published.at(-1)?.diagnostics, []);
  });

  it('speaks the editor’s language, and keeps its compiled code', async () => {
    await open('');
    assert.equal((await diagnosticsOf(1)).diagnostics[0]?.message, 'Die Datei ist leer.');
    assert.ok(readdirSync(cache).length > 0);
  });
});
