// The real server asks its client for tags, over its real protocol.
import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList, ProtocolConnection } from 'vscode-languageserver/node';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { LanguageServer } from '../../support/languageServer.ts';

const uri = 'file:///w/Dockerfile';
const NAME = 'registry.example.com/team/app';

describe('the language server and tags of images', function () {
  this.timeout(30_000);
  let server: LanguageServer;
  let connection: ProtocolConnection;

  const start = async (hasImageTags: boolean) => {
    server = await LanguageServer.start(uri, { initializationOptions: { texts: [], hasImageTags } });
    ({ connection } = server);
    await server.open('dockerfile', `FROM ${NAME}:1\nRUN echo a:\n`);
  };
  afterEach(async () => await server.stop());
  const complete = async (line: number, character: number): Promise<CompletionItem[] | CompletionList> =>
    await connection.sendRequest('textDocument/completion', { textDocument: { uri }, position: { line, character } });
  const end = `FROM ${NAME}:1`.length;

  it('puts them in front of images that are known anyway, and replaces the tag alone', async () => {
    await start(true);
    const asked: unknown[] = [];
    connection.onRequest('trainyard/imageTags', (question: unknown) => {
      asked.push(question);
      return { tags: ['1.2', '1.1'], isComplete: false };
    });
    const list = await complete(0, end);
    assert.ok(!Array.isArray(list) && list.isIncomplete);
    const [first, second] = list.items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    assert.deepEqual([first?.label, second?.label, first?.detail], ['1.2', '1.1', 'registry.example.com']);
    const range = { start: { line: 0, character: end - 1 }, end: { line: 0, character: end } };
    assert.deepEqual(first?.textEdit, { range, newText: '1.2' });
    assert.ok(list.items.some(({ label }) => label.startsWith('pytorch/pytorch:')));
    assert.deepEqual(asked, [{ name: NAME, typed: '1' }]);
    await complete(1, 'RUN echo a:'.length);
    assert.equal(asked.length, 1);
  });

  it('goes without them when the client fails, answers nonsense, or has nothing', async () => {
    await start(true);
    for (const answer of [new Error('no'), 'nonsense', { tags: [], isComplete: true }]) {
      connection.onRequest('trainyard/imageTags', (): unknown => {
        if (answer instanceof Error) throw answer;
        return answer;
      });
      assert.ok(Array.isArray(await complete(0, end)));
    }
  });

  it('does not ask clients that never said that they would answer', async () => {
    await start(false);
    assert.ok(Array.isArray(await complete(0, end)));
  });

  it('takes its question back when the editor does not want the answer any more', async () => {
    await start(true);
    const cancelled = new Promise<void>((resolve) => {
      connection.onRequest('trainyard/imageTags', async (_question: unknown, token) => {
        // Asked; now the editor goes on.
        source.cancel();
        await new Promise<void>((left) => token.onCancellationRequested(() => left()));
        resolve();
        return null;
      });
    });
    const source = new CancellationTokenSource();
    const position = { line: 0, character: end };
    const asked = connection.sendRequest('textDocument/completion', { textDocument: { uri }, position }, source.token);
    await Promise.allSettled([asked, cancelled]);
    await cancelled;
  });
});
