import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { NO_CHOICES } from '../../../src/protocol/lintChoices.ts';
import { FileTools } from '../../../src/server/fileTools.ts';
import { OpenFiles } from '../../../src/server/openFiles.ts';
import { nodeHost } from '../../../src/server/node/nodeHost.ts';

/** The rules that find something, of these. */
function found(text: string, rules: readonly string[], left: readonly string[], name = 'a.yaml'): readonly string[] {
  const tools = new FileTools(nodeHost);
  tools.choose([], { ...NO_CHOICES, left });
  const document = TextDocument.create(`file:///w/${name}`, name === 'Dockerfile' ? 'dockerfile' : 'yaml', 1, text);
  const files = new OpenFiles(
    () => document,
    (uri) => tools.of(uri),
    nodeHost,
  );
  const codes =
    files
      .get(document.uri)
      ?.file.diagnostics()
      .map(({ code }) => String(code)) ?? [];
  return rules.filter((rule) => codes.includes(rule));
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containrs: []\n';

describe('problems that other extensions report', () => {
  it('are theirs in YAML where their reader refuses it too, and ours where only kubectl does', () => {
    const twice = `${POD}kind: Pod\n`;
    assert.deepEqual(found(twice, ['yaml-duplicate-key'], []), ['yaml-duplicate-key']);
    assert.deepEqual(found(twice, ['yaml-duplicate-key', 'k8s-unknown-field'], ['yamlSyntax']), ['k8s-unknown-field']);
    const yes = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  mode: yes\n';
    assert.deepEqual(found(yes, ['yaml-11-bool'], ['yamlSyntax', 'kubernetesSchema']), ['yaml-11-bool']);
  });

  it('are theirs in kinds of Kubernetes and ours in those of operators', () => {
    assert.deepEqual(found(POD, ['k8s-unknown-field'], ['kubernetesSchema']), []);
    const job = 'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: { name: a }\nspec:\n  runPolcy: {}\n';
    assert.deepEqual(found(job, ['k8s-unknown-field'], ['kubernetesSchema']), ['k8s-unknown-field']);
  });

  it('are theirs in Dockerfiles by the names that they have for them', () => {
    const file = 'FROM python:3.11 AS Base\nMAINTAINER me\nWORKDIR app\nRUN pip install torch\n';
    const rules = ['docker-stage-casing', 'docker-maintainer', 'docker-workdir-relative', 'docker-pip-no-cache'];
    assert.deepEqual(found(file, rules, [], 'Dockerfile'), rules);
    assert.deepEqual(found(file, rules, ['dockerSyntax'], 'Dockerfile'), [
      'docker-stage-casing',
      'docker-pip-no-cache',
    ]);
    assert.deepEqual(found(file, rules, ['dockerSyntax', 'dockerChecks'], 'Dockerfile'), ['docker-pip-no-cache']);
  });
});
