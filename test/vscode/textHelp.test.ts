import assert from 'node:assert/strict';
import { commands, CompletionItemKind, type CompletionList, type Hover, type Position, Uri, workspace } from 'vscode';
import { diagnosticsThat } from './diagnosticsThat.ts';

/** What is offered and said at places of a file, as its language in real VS Code. */
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
    const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, position);
    await workspace.fs.delete(uri);
    // Words of the text are offered by the editor itself.
    const offered = list.items.filter(({ kind }) => kind !== CompletionItemKind.Text);
    return offered.map(({ label }) => (typeof label === 'string' ? label : label.label));
  }

  async function said(name: string, marked: string): Promise<string> {
    const { uri, position } = await opened(name, marked);
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, position);
    await workspace.fs.delete(uri);
    return hovers
      .flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))
      .join('\n');
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
});
