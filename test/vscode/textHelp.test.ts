import assert from 'node:assert/strict';
import {
  commands,
  CompletionItemKind,
  type CompletionList,
  type Hover,
  Position,
  Uri,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { diagnosticsThat } from './diagnosticsThat.ts';

const textOf = (hovers: readonly Hover[]): string =>
  hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value))).join('\n');

const completionsAt = async (uri: Uri, position: Position): Promise<CompletionList> =>
  await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, position);

/** Labels, without words of the text, which the editor itself offers. */
const offeredIn = ({ items }: CompletionList): readonly string[] =>
  items
    .filter(({ kind }) => kind !== CompletionItemKind.Text)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));

/** What is offered and said at places of a file, as its language in real VS Code. */
/** Resolves when VS Code tells that such a file has been made. */
async function created(glob: string): Promise<void> {
  const watcher = workspace.createFileSystemWatcher(glob);
  await new Promise<void>((resolve) => {
    watcher.onDidCreate(() => resolve());
  });
  watcher.dispose();
}

describe('help in files around training', () => {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);

  /** A file, with the place of its first `|`, which is not part of it. */
  async function opened(name: string, marked: string): Promise<{ readonly uri: Uri; readonly position: Position }> {
    const offset = marked.indexOf('|');
    const uri = Uri.joinPath(folder ?? Uri.file('/'), name);
    await workspace.fs.writeFile(uri, Buffer.from(marked.slice(0, offset) + marked.slice(offset + 1)));
    const document = await workspace.openTextDocument(uri);
    return { uri, position: document.positionAt(offset) };
  }

  async function labels(name: string, marked: string): Promise<readonly string[]> {
    const { uri, position } = await opened(name, marked);
    const list = await completionsAt(uri, position);
    await workspace.fs.delete(uri);
    return offeredIn(list);
  }

  async function said(name: string, marked: string): Promise<string> {
    const { uri, position } = await opened(name, marked);
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, position);
    await workspace.fs.delete(uri);
    return textOf(hovers);
  }

  before(async () => {
    const uri = Uri.joinPath(folder, 'start.Dockerfile');
    await workspace.fs.writeFile(uri, Buffer.from('FROM python:3.11\nRUN pip install torch==2.4.0\n'));
    await workspace.openTextDocument(uri);
    await diagnosticsThat(uri, (found) => found.some(({ source }) => source === 'Trainyard'));
    await workspace.fs.delete(uri);
  });

  it('completes and explains Dockerfiles', async () => {
    const stages = 'FROM python:3.12-slim AS build\nENV OUT=/out\nFROM debian:bookworm-slim\n';
    assert.ok((await labels('a.Dockerfile', `${stages}COPY --from=|`)).includes('build'));
    assert.ok((await labels('b.Dockerfile', 'FROM |\n')).includes('pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime'));
    assert.match(await said('c.Dockerfile', 'FROM pyt|hon:3.12-slim\n'), /without compilers/);
    assert.match(await said('d.Dockerfile', 'FROM a\nENV OUT=/out\nWORKDIR $O|UT\n'), /`\/out`/);
  });

  it('completes and explains Compose files', async () => {
    const services = 'services:\n  db:\n    image: postgres:16\n  web:\n    image: web:1\n';
    assert.ok((await labels('compose.1.yaml', `${services}    depends_on:\n      - |\n`)).includes('db'));
    assert.ok((await labels('compose.2.yaml', `${services}    |\n`)).includes('deploy: GPUs'));
    assert.match(await said('compose.3.yaml', `${services}    shm_|size: 8gb\n`), /shm/);
  });

  it('completes and explains workflows and pipelines', async () => {
    const jobs = 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n  train:\n';
    assert.ok((await labels('.github/workflows/w6.yaml', `${jobs}    needs: [|]\n`)).includes('build'));
    assert.ok((await labels('.github/workflows/w7.yaml', `${jobs}    |\n`)).includes('container'));
    assert.match(await said('.github/workflows/w8.yaml', `${jobs}    timeout|-minutes: 5\n`), /360/);
    const pipeline = 'stages: [prepare, train]\ndata:\n  stage: prepare\ntrain:\n';
    assert.ok((await labels('.gitlab-ci.4.yml', `${pipeline}  needs: [|]\n`)).includes('data'));
    assert.ok((await labels('.gitlab-ci.5.yml', `${pipeline}  |\n`)).includes('artifacts'));
  });

  it('completes, explains and checks values of charts', async () => {
    const write = async (path: string, text: string) =>
      await workspace.fs.writeFile(Uri.joinPath(folder, path), Buffer.from(text));
    await write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
    await write('chart/templates/job.yaml', 'kind: Job\nimage: {{ .Values.image.tag }}\n');
    const schema = { properties: { replicas: { type: 'integer', description: 'Servers side by side.' } } };
    const isSeen = created('**/values.schema.json');
    await write('chart/values.schema.json', JSON.stringify(schema));
    await write('chart/values.yaml', 'replicas: two\n');
    const uri = Uri.joinPath(folder, 'chart/values.yaml');
    const document = await workspace.openTextDocument(uri);
    await diagnosticsThat(uri, (found) => found.some(({ code }) => code === 'helm-values-schema'));
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, document.positionAt(3));
    assert.match(textOf(hovers), /Servers side by side/);
    // Of a file that is gone before VS Code has told of it, it tells nothing.
    await isSeen;
    await workspace.fs.delete(Uri.joinPath(folder, 'chart/values.schema.json'));
    await diagnosticsThat(uri, (found) => found.length === 0);
    // Without a schema, it is what templates use.
    const edit = new WorkspaceEdit();
    edit.insert(uri, document.positionAt(0), 'image:\n  \n');
    assert.ok(await workspace.applyEdit(edit));
    // The template may be read a moment later than the schema is gone; the time-out of the test ends a wait in vain.
    let offered: readonly string[] = [];
    while (!offered.includes('tag')) offered = offeredIn(await completionsAt(uri, new Position(1, 2)));
    await commands.executeCommand('workbench.action.files.revert');
    await workspace.fs.delete(Uri.joinPath(folder, 'chart'), { recursive: true });
  });
});
