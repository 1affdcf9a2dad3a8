// The real server in a process of its own, over its real protocol.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CodeAction,
  CompletionItem,
  FoldingRange,
  Hover,
  ProtocolConnection,
  SelectionRange,
  TextEdit,
} from 'vscode-languageserver/node';
import { LanguageServer } from '../../support/languageServer.ts';

const uri = 'file:///w/trainyard.yaml';
const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';

describe('the language server', function () {
  this.timeout(30_000);
  let server: LanguageServer;
  let connection: ProtocolConnection;
  let cache: string;

  beforeEach(async () => {
    cache = mkdtempSync(join(tmpdir(), 'trainyard-server-'));
    server = await LanguageServer.start(uri, {
      env: { TRAINYARD_COMPILE_CACHE: cache },
      initializationOptions: {
        texts: [['The file is empty. Expected “version: 1” and “workloads”.', 'Die Datei ist leer.']],
      },
    });
    ({ connection } = server);
  });

  afterEach(async () => {
    await server.stop();
    rmSync(cache, { recursive: true, force: true });
  });

  const open = (text: string) => server.open('trainyard', text);
  const at = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });

  it('formats a file and a part of it', async () => {
    await open('version:  1\nworkloads:\n    w:\n        image:  x  \n');
    const options = { tabSize: 2, insertSpaces: true };
    const edits: TextEdit[] = await connection.sendRequest('textDocument/formatting', {
      textDocument: { uri },
      options,
    });
    assert.deepEqual(
      edits.map(({ range, newText }) => [range.start.line, range.start.character, range.end.character, newText]),
      [
        [0, 8, 10, ' '],
        [2, 0, 4, '  '],
        [3, 0, 8, '    '],
        [3, 14, 16, ' '],
        [3, 17, 19, ''],
      ],
    );
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
    const some: TextEdit[] = await connection.sendRequest('textDocument/rangeFormatting', {
      textDocument: { uri },
      options,
      range,
    });
    assert.deepEqual(some, edits.slice(0, 1));
  });

  it('finds problems, fixes them, completes and explains', async () => {
    await open(`${HEAD}    comand: [python]\n    \n`);
    const { diagnostics } = await server.diagnosticsOf(1);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['spec-unknown-field'],
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

  it('says what a file is checked with', async () => {
    const status = async () => await connection.sendRequest('trainyard/fileStatus', uri);
    assert.equal(await status(), null);
    await server.open('yaml', 'apiVersion: v1\nkind: Pod\n---\napiVersion: example.com/v1\nkind: Odd\n');
    assert.deepEqual(await status(), {
      language: 'spec',
      isChecked: true,
      kubernetesVersion: '',
      kinds: [],
      unknownKinds: [],
    });
  });

  it('folds blocks and widens selections', async () => {
    await open(`${HEAD}    # one\n    # two\n    command: [python]\n`);
    const ranges: FoldingRange[] = await connection.sendRequest('textDocument/foldingRange', { textDocument: { uri } });
    assert.deepEqual(
      ranges.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [1, 6],
        [2, 6],
        [4, 5],
      ],
    );
    const [selection]: SelectionRange[] = await connection.sendRequest('textDocument/selectionRange', {
      textDocument: { uri },
      positions: [{ line: 3, character: 12 }],
    });
    assert.equal(selection?.parent?.range.start.character, 4);
  });

  it('publishes no result of an older version over 1,000 quick edits (E9)', async () => {
    await open(HEAD);
    for (let version = 2; version <= 1001; version++) await server.insert(version, 4, `    u${version}: 1\n`);
    const last = await server.diagnosticsOf(1001);
    assert.equal(last.diagnostics.length, 1000);
    const versions = server.published.map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    );
  });

  it('stays answerable over files that are too large (E1), and takes diagnostics of closed files away', async () => {
    await open('a: 1\n'.repeat(2_000_000));
    assert.deepEqual(
      (await server.diagnosticsOf(1)).diagnostics.map(({ code }) => code),
      ['spec-too-large'],
    );
    const closed = server.said();
    await server.close();
    await closed;
    assert.deepEqual(server.published.at(-1)?.diagnostics, []);
  });

  it('speaks the editor’s language, and keeps its compiled code', async () => {
    await open('');
    assert.equal((await server.diagnosticsOf(1)).diagnostics[0]?.message, 'Die Datei ist leer.');
    assert.ok(readdirSync(cache).length > 0);
  });
});
