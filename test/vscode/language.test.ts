import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  type CodeAction,
  commands,
  type CompletionList,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { diagnosticsThat } from './diagnosticsThat.ts';

const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';

/** Nothing but this one problem: edits before may still be on their way. */
const isOnly = (code: string) => (found: readonly Diagnostic[]) => found.length === 1 && found[0]?.code === code;

describe('help in trainyard.yaml', () => {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = Uri.joinPath(folder, 'language.trainyard.yaml');
  let document: TextDocument;

  async function write(text: string): Promise<void> {
    const edit = new WorkspaceEdit();
    edit.replace(uri, new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end), text);
    assert.ok(await workspace.applyEdit(edit));
  }

  before(async () => {
    await workspace.fs.writeFile(uri, Buffer.from(`${HEAD}    comand: [python, train.py]\n`));
    document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
  });

  after(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await workspace.fs.delete(uri);
  });

  it('has a language of its own that edits like YAML', async () => {
    assert.equal(document.languageId, 'trainyard');
    await commands.executeCommand('editor.action.commentLine');
    assert.match(document.lineAt(0).text, /^# version/);
    await commands.executeCommand('undo');
  });

  it('shows an unknown field, and its quick fix changes the text', async () => {
    const [diagnostic] = await diagnosticsThat(uri, isOnly('spec-unknown-field'));
    assert.match(diagnostic?.message ?? '', /Did you mean “command”/);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      diagnostic?.range,
    );
    const rename = actions.find(({ title }) => title === 'Rename to “command”');
    assert.ok(rename?.edit && rename.isPreferred);
    assert.ok(await workspace.applyEdit(rename.edit));
    assert.equal(document.getText(), `${HEAD}    command: [python, train.py]\n`);
    await diagnosticsThat(uri, (found) => found.length === 0);
  });

  it('completes, explains and outlines', async () => {
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new Position(5, 0),
    );
    assert.ok(list.items.some(({ label }) => label === 'targets'));
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, new Position(4, 6));
    assert.match(
      JSON.stringify(hovers.map(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))),
      /The program, as a list of words/,
    );
    const symbols = await commands.executeCommand<DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['version', 'workloads'],
    );
  });

  it('works on after the server has crashed', async function () {
    if (process.platform !== 'linux') this.skip();
    const [first] = serverPids();
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await write(`${HEAD}    replicas: 2\n`);
    await diagnosticsThat(uri, isOnly('spec-misplaced-field'));
    const pids = serverPids();
    assert.ok(pids.length === 1 && pids[0] !== first, String(pids));
  });

  it('runs the server in a process with a bounded heap', function () {
    if (process.platform !== 'linux') this.skip();
    const [pid] = serverPids();
    assert.ok(pid);
    assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--max-old-space-size=256/);
  });
});

/** Children of this extension host that run our server. */
function serverPids(): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return children.flatMap((name) => {
    const status = readProc(name, 'stat');
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    const isOurs = parent === process.pid && readProc(name, 'cmdline').includes('server.js');
    return isOurs ? [Number(name)] : [];
  });
}

/** A process may end while it is looked at. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
