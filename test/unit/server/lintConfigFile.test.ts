// The real server over its real protocol, with the configuration of the linter open.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, CompletionItem, Hover } from 'vscode-languageserver/node';
import { LanguageServer } from '../../support/languageServer.ts';

describe('.trainyard/lint.yaml in the editor', function () {
  this.timeout(30_000);
  let folder = '';
  let uri = '';
  let server: LanguageServer;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-config-'));
    mkdirSync(join(folder, '.trainyard'));
    writeFileSync(join(folder, 'crd.yaml'), '');
    uri = pathToFileURL(join(folder, '.trainyard/lint.yaml')).href;
    server = await LanguageServer.start(uri);
  });
  afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a text whose `‸` is the position. */
  const open = async (text: string) => {
    const offset = text.indexOf('‸');
    const before = text.slice(0, offset).split('\n');
    await server.open('yaml', text.replace('‸', ''));
    return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  };

  it('shows mistakes at their places, and repairs them', async () => {
    await open(
      'profile: strct\nrules:\n  image-lates: error\n  image-no-tag: eror\noverrides:\n  - paths: [a/b.yaml]\n    rules: { image-digest-unpinned: info }\n' +
        'schemas: [crd.yaml, crds/]\nsuppressions: { forbid: [nothing] }\n',
    );
    const { diagnostics } = await server.diagnosticsOf(1);
    assert.deepEqual(
      diagnostics.map(({ code, range: { start }, severity }) => [code, start.line, start.character, severity]),
      [
        ['wrong-value', 0, 9, 1],
        ['unknown-name', 2, 2, 1],
        ['wrong-value', 3, 16, 1],
        ['unknown-name', 8, 25, 1],
        ['without-effect', 5, 12, 4],
        ['without-effect', 7, 20, 4],
      ],
    );
    const range = diagnostics[1]?.range;
    const actions: CodeAction[] = await server.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics },
    });
    assert.deepEqual(
      actions.map(({ edit }) => edit?.changes?.[uri]?.map(({ newText }) => newText)),
      [['image-latest']],
    );
  });

  it('warns of mistakes in a file that is not open, and leaves those of an open one to the editor', async () => {
    const write = (text: string) => writeFileSync(join(folder, '.trainyard/lint.yaml'), text);
    write('profile: first\n');
    const own = await LanguageServer.start(uri, { folder: pathToFileURL(folder).href });
    try {
      const warnings: string[] = [];
      let heard = () => {};
      own.connection.onNotification('window/showMessage', ({ message }: { readonly message: string }) => {
        warnings.push(/“(\w+)” is not allowed/.exec(message)?.[1] ?? message);
        heard();
      });
      const warned = async () => await new Promise<void>((resolve) => (heard = resolve));
      const changed = async (text: string) => {
        write(text);
        await own.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
      };
      await warned();
      await own.open('yaml', 'profile: second\n');
      await own.diagnosticsOf(1);
      await changed('profile: second\n');
      await own.close();
      const last = warned();
      await changed('profile: third\n');
      await last;
      const more = warned();
      await changed('profile: fourth\n');
      await more;
      // One of the second would have come meanwhile.
      assert.deepEqual(warnings, ['first', 'third', 'fourth']);
    } finally {
      await own.stop();
    }
  });

  it('tells an override that changes nothing, unless one before it does', async () => {
    const override = (severity: string) => `  - paths: ["*.yaml"]\n    rules: { image-latest: ${severity} }\n`;
    await open(`rules: { image-latest: info }\noverrides:\n${override('info')}${override('off')}${override('info')}`);
    const { diagnostics } = await server.diagnosticsOf(1);
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range.start.line]),
      [['without-effect', 3]],
    );
  });

  for (const [what, text, label] of [
    ['rules', 'rules:\n  image-l‸\n', 'image-latest'],
    ['severities', 'rules:\n  image-latest: ‸\n', 'warning'],
    ['rules of overrides', 'overrides:\n  - paths: [a]\n    rules:\n      ‸\n', 'ref-kustomize-path'],
    ['profiles', 'profile: [‸]\n', 'ml-training'],
    ['rules that stay on', 'suppressions:\n  forbid: [‸]\n', 'sec-leaked-token'],
    ['fields', '‸\n', 'overrides'],
  ] as const)
    it(`completes ${what}`, async () => {
      const place = await open(text);
      const items: CompletionItem[] = await server.connection.sendRequest('textDocument/completion', place);
      assert.ok(
        items.some((item) => item.label === label),
        items.map((item) => item.label).join(' '),
      );
      assert.ok(!items.some((item) => item.filterText?.includes('workloads')));
    });

  it('explains rules and severities', async () => {
    const place = await open('rules:\n  image-la‸test: error\n');
    const rule: Hover | null = await server.connection.sendRequest('textDocument/hover', place);
    assert.match(JSON.stringify(rule?.contents), /\*\*image-latest\*\*.*Without a choice: `warning`/);
    const value = { ...place, position: { line: 1, character: 18 } };
    const severity: Hover | null = await server.connection.sendRequest('textDocument/hover', value);
    assert.match(JSON.stringify(severity?.contents), /The cluster rejects it/);
  });
});
