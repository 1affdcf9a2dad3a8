import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  type DocumentSymbol,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import { jobWith } from '../../src/language/lint/examples.ts';

/** The diagnostics of ours as soon as they are what is waited for; the mocha time-out ends a wait in vain. */
function diagnosticsThat(uri: Uri, isIt: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const found = languages.getDiagnostics(uri).filter(({ source }) => source === 'Trainyard');
      if (!isIt(found)) return;
      listener.dispose();
      resolve(found);
    };
    const listener = languages.onDidChangeDiagnostics(look);
    look();
  });
}

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
    const ofRule = (found: readonly Diagnostic[]) => found.filter(({ code }) => code === 'gpu-request-without-limit');
    const [diagnostic] = ofRule(await diagnosticsThat(uri, (found) => ofRule(found).length === 1));
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
    await diagnosticsThat(uri, (found) => ofRule(found).length === 0);
  });

  it('outlines objects and containers', async () => {
    const symbols = await commands.executeCommand<DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', uri);
    const job = symbols.find(({ name }) => name === 'Job train');
    assert.deepEqual(
      job?.children.map(({ name }) => name),
      ['train'],
    );
  });
});
