import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  ConfigurationTarget,
  type CompletionList,
  type Diagnostic,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InlayHint,
  Position,
  Range,
  type SelectionRange,
  type TextDocument,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { jobWith } from '../../src/language/lint/examples.ts';
import { diagnosticsThat } from './diagnosticsThat.ts';

/** Those of a rule, which are ours. */
const ofRule = (found: readonly Diagnostic[], rule: string) =>
  found.filter(({ code, source }) => code === rule && source === 'Trainyard');
const GPU_RULE = 'gpu-request-without-limit';

describe('help in manifests', () => {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = Uri.joinPath(folder, 'job.yaml');
  let document: TextDocument;

  before(async () => {
    const text = jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 1');
    await workspace.fs.writeFile(uri, Buffer.from(text));
    document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
  });

  after(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await workspace.fs.delete(uri);
  });

  it('shows what the cluster would refuse, and the quick fix mends the text', async () => {
    const isOne = (found: readonly Diagnostic[]) => ofRule(found, GPU_RULE).length === 1;
    const [diagnostic] = ofRule(await diagnosticsThat(uri, isOne), GPU_RULE);
    assert.ok(diagnostic);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      diagnostic.range,
    );
    const fix = actions.find(({ title }) => title === 'Add the limit');
    assert.ok(fix?.edit && fix.isPreferred);
    assert.ok(await workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /limits:\n\s+nvidia\.com\/gpu: 1\n/);
    await diagnosticsThat(uri, (found) => ofRule(found, GPU_RULE).length === 0);
  });

  it('outlines objects and containers', async () => {
    const symbols = await commands.executeCommand<DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    const job = symbols.find(({ name }) => name === 'Job train');
    assert.deepEqual(
      job?.children.map(({ name }) => name),
      ['train'],
    );
  });

  it('completes, explains, and says how many GPUs it takes', async () => {
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('backoffLimit'));
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new Position(line, 2),
    );
    assert.ok(list.items.some(({ label }) => label === 'completions'));
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, new Position(line, 4));
    assert.match(
      JSON.stringify(hovers.map(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))),
      /backoffLimit.*whole number/,
    );
    const hints = await commands.executeCommand<InlayHint[]>(
      'vscode.executeInlayHintProvider',
      uri,
      new Range(0, 0, document.lineCount, 0),
    );
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['1 GPU'],
    );
  });

  it('makes all safe repairs when asked to', async () => {
    const edit = new WorkspaceEdit();
    const text = jobWith('image: trainer:1\nresources:\n  requests:\n    nvidia.com/gpu: 2');
    edit.replace(uri, new Range(0, 0, document.lineCount, 0), text);
    assert.ok(await workspace.applyEdit(edit));
    await diagnosticsThat(uri, (found) => ofRule(found, GPU_RULE).length > 0);
    await commands.executeCommand('editor.action.fixAll');
    await diagnosticsThat(uri, (found) => ofRule(found, GPU_RULE).length === 0);
    assert.match(document.getText(), /limits:\n\s+nvidia\.com\/gpu: 2\n/);
  });

  it('links a kustomization to its files, folds it, and grows selections', async () => {
    const file = Uri.joinPath(folder, 'kustomization.yaml');
    await workspace.fs.writeFile(file, Buffer.from('resources:\n  - job.yaml\n  - missing.yaml\n'));
    await workspace.openTextDocument(file);
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', file);
    assert.deepEqual(
      links.map(({ target }) => target?.toString()),
      [uri.toString()],
    );
    const foldings = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', file);
    assert.deepEqual(
      foldings.map(({ start, end }) => [start, end]),
      [[0, 2]],
    );
    const [selection] = await commands.executeCommand<SelectionRange[]>('vscode.executeSelectionRangeProvider', file, [
      new Position(1, 6),
    ]);
    const steps: string[] = [];
    const opened = await workspace.openTextDocument(file);
    for (let at = selection; at; at = at.parent) steps.push(opened.getText(at.range));
    assert.ok(steps.includes('job.yaml'), steps.join(' | '));
    await workspace.fs.delete(file);
  });

  it('formats on demand and on save, and not where it is switched off', async () => {
    const careless =
      'apiVersion:   v1\nkind: ConfigMap\nmetadata:\n    name: f # kept\ndata:\n    a: |\n        x\n\n\n    b: "1"';
    const formatted =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: f # kept\ndata:\n  a: |\n    x\n\n  b: "1"\n';
    const file = Uri.joinPath(folder, 'format.yaml');
    // Else VS Code finds four columns in the text, and asks for them.
    const indentation = workspace.getConfiguration('editor');
    await indentation.update('detectIndentation', false, ConfigurationTarget.Global);
    await workspace.fs.writeFile(file, Buffer.from(careless));
    const opened = await workspace.openTextDocument(file);
    const editor = await window.showTextDocument(opened, { preview: false });
    await commands.executeCommand('editor.action.formatDocument');
    assert.equal(opened.getText(), formatted);

    const settings = workspace.getConfiguration('editor', { uri: file, languageId: 'yaml' });
    const write = async () => await editor.edit((edit) => edit.replace(new Range(0, 0, opened.lineCount, 0), careless));
    try {
      await settings.update('formatOnSave', true, ConfigurationTarget.Global, true);
      await write();
      assert.ok(await opened.save());
      assert.equal(opened.getText(), formatted);

      await workspace.getConfiguration().update('trainyard.lint.format', 'off', ConfigurationTarget.Global);
      await write();
      await commands.executeCommand('editor.action.formatDocument');
      assert.equal(opened.getText(), careless);
    } finally {
      await indentation.update('detectIndentation', undefined, ConfigurationTarget.Global);
      await settings.update('formatOnSave', undefined, ConfigurationTarget.Global, true);
      await workspace.getConfiguration().update('trainyard.lint.format', undefined, ConfigurationTarget.Global);
    }
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await workspace.fs.delete(file);
  });

  it('knows files by their whole names, so that it starts for them', async () => {
    for (const [name, text, rule] of [
      [
        'MLproject',
        'name: x\nentry_points:\n  main:\n    parameters: {lr: float}\n    command: "python train.py {lr}"\nconda_env: missing.yaml\n',
        'mlproject-env-file-missing',
      ],
      ['Kustomization', 'resources:\n  - missing.yaml\n', 'ref-kustomize-path'],
    ] as const) {
      const file = Uri.joinPath(folder, name);
      await workspace.fs.writeFile(file, Buffer.from(text));
      const opened = await workspace.openTextDocument(file);
      // The extension starts with the language.
      assert.equal(opened.languageId, 'yaml', name);
      await diagnosticsThat(file, (found) => ofRule(found, rule).length === 1);
      await workspace.fs.delete(file);
    }
  });

  it('checks Dockerfiles', async () => {
    const file = Uri.joinPath(folder, 'lint.Dockerfile');
    await workspace.fs.writeFile(file, Buffer.from('FROM python:3.11\nRUN pip install torch==2.4.0\n'));
    await workspace.openTextDocument(file);
    await diagnosticsThat(file, (found) => ofRule(found, 'docker-pip-no-cache').length > 0);
    await workspace.fs.delete(file);
  });
});
