import assert from 'node:assert/strict';
import { commands, TabInputTextDiff, Uri, window, workspace } from 'vscode';

const NOTEBOOK = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: { tags: ['parameters'] },
      outputs: [],
      source: ['lr = 0.1\n'],
    },
    { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['print(lr)\n'] },
  ],
  metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
  nbformat: 4,
  nbformat_minor: 5,
});

describe('containerize', () => {
  const root = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(root);
  const folder = Uri.joinPath(root, 'team', 'fit it');

  const write = async (name: string, text: string): Promise<Uri> => {
    const uri = Uri.joinPath(folder, name);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  };
  const read = async (name: string): Promise<string> =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name)));
  const names = async (): Promise<readonly string[]> =>
    (await workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
  /** Presses a key of the list and Enter, again until the work that asks has ended: a list that is not there yet hears nothing. */
  const answered = async (key: string, work: Promise<unknown>): Promise<void> => {
    const state = { isEnded: false };
    void work.finally(() => (state.isEnded = true));
    // The difference is shown right before the list.
    while (!window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof TabInputTextDiff)))
      await commands.executeCommand('workbench.action.keepEditor');
    // Calls are answered in order, so after some of them the list, which is asked for right after the difference, is there.
    for (let call = 0; call < 20; call++) await commands.executeCommand('workbench.action.keepEditor');
    while (!state.isEnded) {
      await commands.executeCommand(key);
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
  };
  const start = async (uri: Uri): Promise<unknown> =>
    await commands.executeCommand('trainyard.containerize.start', uri);

  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await workspace.fs.delete(Uri.joinPath(root, 'team'), { recursive: true });
  });

  it('a folder: creates and opens the files', async () => {
    await write('requirements.txt', 'numpy==2.2.6\n');
    await write('train.py', 'if __name__ == "__main__":\n    print(1)\n');
    assert.deepEqual(await start(folder), {
      created: ['Dockerfile', '.dockerignore', 'trainyard.yaml'],
      replaced: [],
      kept: [],
    });
    assert.match(await read('trainyard.yaml'), /^name: fit-it$/m);
    const open = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    for (const name of ['Dockerfile', '.dockerignore', 'trainyard.yaml'])
      assert.ok(open.includes(name), `${name} in ${open.join()}`);
  });

  it('a file: belongs to the nearest project, and is what the image runs', async () => {
    await write('requirements.txt', '');
    await write('train.py', 'print(1)\n');
    const other = await write('tools/export.py', 'print(2)\n');
    await start(other);
    assert.match(await read('Dockerfile'), /^CMD \["python", "tools\/export\.py"\]$/m);
  });

  it('a notebook: runs by papermill with its parameters', async () => {
    const notebook = await write('explore.ipynb', NOTEBOOK);
    await write('requirements.txt', '');
    await start(notebook);
    assert.match(await read('Dockerfile'), /papermill==/);
    assert.match(await read('trainyard.yaml'), /^ {6}lr: \{ default: 0\.1, type: float, as: environment \}$/m);
  });

  it('writes nothing when there is nothing to do', async () => {
    await write('requirements.txt', '');
    const file = await write('train.py', 'print(1)\n');
    await start(file);
    const before = await read('Dockerfile');
    assert.deepEqual(await start(file), {
      created: [],
      replaced: [],
      kept: ['Dockerfile', '.dockerignore', 'trainyard.yaml'],
    });
    assert.equal(await read('Dockerfile'), before);
  });

  it('a folder without programs: says so and writes nothing', async () => {
    await write('notes.txt', 'x');
    assert.equal(await start(folder), undefined);
    await assert.rejects(async () => await read('Dockerfile'));
  });

  it('Undo restores what was there: nothing where nothing was, and the own text of a file that was replaced', async () => {
    await write('requirements.txt', '');
    await write('.dockerignore', 'mine\n');
    const file = await write('train.py', 'print(1)\n');
    const before = await names();
    const started = start(file);
    // The question about the file that is there: Replace is its second answer.
    await answered('workbench.action.quickOpenSelectNext', started);
    assert.deepEqual(await started, {
      created: ['Dockerfile', 'trainyard.yaml'],
      replaced: ['.dockerignore'],
      kept: [],
    });
    assert.notEqual(await read('.dockerignore'), 'mine\n');
    await commands.executeCommand('trainyard.containerize.undo');
    assert.deepEqual(await names(), before);
    assert.equal(await read('.dockerignore'), 'mine\n');
    const open = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.ok(!open.includes('Dockerfile'), open.join());
  });

  it("Undo leaves everything when a file was changed since: that is the user's work", async () => {
    await write('requirements.txt', '');
    const file = await write('train.py', 'print(1)\n');
    await start(file);
    const written = await names();
    await write('Dockerfile', 'FROM mine\n');
    await commands.executeCommand('trainyard.containerize.undo');
    assert.deepEqual(await names(), written);
    assert.equal(await read('Dockerfile'), 'FROM mine\n');
  });

  it("the editor's own Undo takes back a text that was replaced", async () => {
    await write('requirements.txt', '');
    const ignore = await write('.dockerignore', 'mine\n');
    const file = await write('train.py', 'print(1)\n');
    const started = start(file);
    await answered('workbench.action.quickOpenSelectNext', started);
    await started;
    await window.showTextDocument(ignore);
    await commands.executeCommand('undo');
    assert.equal((await workspace.openTextDocument(ignore)).getText(), 'mine\n');
  });
});
