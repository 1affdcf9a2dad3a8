// Large and hostile manifests through the real server, over its real protocol: it answers, and goes on answering.
import assert from 'node:assert/strict';
import { LanguageServer } from '../../support/languageServer.ts';
import { describeOnce } from '../../support/oncePerRun.ts';

const uri = 'file:///w/all.yaml';
const OBJECT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
/** The server itself may take 1 s for 50 MB; the rest is its start on a busy machine and the pipe. */
const HANG_MS = 60_000;

describeOnce('large manifests in the language server', function () {
  this.timeout(HANG_MS);
  let server: LanguageServer;

  beforeEach(async () => {
    server = await LanguageServer.start(uri, { flags: ['--max-old-space-size=1024'] });
  });

  afterEach(() => server.stop());

  async function codesOf(version: number): Promise<readonly unknown[]> {
    const { diagnostics } = await server.diagnosticsOf(version);
    return diagnostics.map(({ code }) => code);
  }
  const open = (text: string) => server.open('yaml', text);
  const symbols = () => server.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });

  it('says of 50 MB that they are too large, and answers while they are edited (E1)', async () => {
    await open(`---\n${OBJECT}`.repeat(900_000));
    assert.deepEqual(await codesOf(1), ['yaml-too-large']);
    await server.insert(2, 3, '  b: c\n');
    assert.deepEqual(await symbols(), []);
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
    for (let version = 2; version <= 1001; version++) await server.insert(version, 5, `  k${version}: v\n`);
    await server.insert(1002, 5, '\tbad\n');
    assert.ok((await codesOf(1002)).includes('yaml-tab-indent'));
    const versions = server.published.map(({ version }) => version ?? 0);
    assert.deepEqual(
      versions,
      versions.toSorted((a, b) => a - b),
    );
    await server.insert(1003, 5, '  c: d\n');
    await server.close();
    await symbols();
    while (server.published.at(-1)?.version !== undefined) await server.said();
    assert.deepEqual(server.published.at(-1)?.diagnostics, []);
  });
});
