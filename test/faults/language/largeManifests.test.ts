// Large and hostile manifests through the real server, over its real protocol: it answers, and goes on answering.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const main = resolve(import.meta.dirname, '../../../src/server/main.ts');
const uri = 'file:///w/all.yaml';
const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
/** The server itself may take 1 s for 50 MB; the rest is its start on a busy machine and the pipe. */
const HANG_MS = 60_000;

describe('large manifests in the language server', function () {
  this.timeout(HANG_MS);
  let child: ChildProcess;
  let connection: ProtocolConnection;
  let published: PublishDiagnosticsParams[];
  let waiting: (() => void)[];

  beforeEach(async () => {
    child = spawn(process.execPath, ['--max-old-space-size=1024', main, '--stdio'], {
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
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
  });

  afterEach(async () => {
    const ended = once(child, 'exit');
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await ended;
    connection.dispose();
  });

  async function codesOf(version: number): Promise<readonly unknown[]> {
    for (;;) {
      const found = published.find((one) => (one.version ?? 0) >= version);
      if (found) return found.diagnostics.map(({ code }) => code);
      await new Promise<void>((wake) => waiting.push(wake));
    }
  }
  const open = (text: string) =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
  const insert = (version: number, line: number, text: string) =>
    connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character: 0 }, end: { line, character: 0 } }, text }],
    });

  it('says of 50 MB that they are too large, and answers while they are edited (E1)', async () => {
    await open(`---\n${OBJECT}`.repeat(900_000));
    assert.deepEqual(await codesOf(1), ['yaml-too-large']);
    await insert(2, 3, '  b: c\n');
    assert.deepEqual(await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } }), []);
  });

  it('finds the one bad document of 100,000 (E2)', async () => {
    await open(`${'---\na: 1\n'.repeat(100_000)}---\n${OBJECT}  name\n`);
    assert.ok((await codesOf(1)).includes('yaml-syntax'));
  });

  it('survives an alias bomb and what is nested too deeply, and checks the document beside them (E4, E5)', async () => {
    const bomb = Array.from(
      { length: 30 },
      (_, at) => `x${at + 1}: &a${at + 1} {<<: [${Array(10).fill(`*a${at}`).join(', ')}]}\n`,
    );
    await open(
      `apiVersion: v1\nkind: Pod\nx0: &a0 {x: y}\n${bomb.join('')}spec:\n  <<: *a30\n---\na: ${'['.repeat(100_000)}\n---\n${OBJECT}  labels: {a: b: c}\n`,
    );
    const codes = await codesOf(1);
    assert.ok(codes.includes('yaml-too-large') && codes.includes('yaml-syntax'), codes.join(' '));
  });

  it('publishes the newest of 1,000 quick edits last, and takes it away when the file is closed (E9)', async () => {
    await open(`${OBJECT}data:\n`);
    for (let version = 2; version <= 1001; version++) await insert(version, 5, `  k${version}: v\n`);
    await insert(1002, 5, '\tbad\n');
    assert.ok((await codesOf(1002)).includes('yaml-tab-indent'));
    const versions = published.map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    );
    await insert(1003, 5, '  c: d\n');
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
    while (published.at(-1)?.version !== undefined) await new Promise<void>((wake) => waiting.push(wake));
    assert.deepEqual(published.at(-1)?.diagnostics, []);
  });
});
