// What fields mean, by the place at which they stand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { readManifests } from '../../../../src/language/manifest/manifestFile.ts';
import { schemaPath } from '../../../../src/language/schema/schemaPath.ts';
import { SchemaTexts } from '../../../../src/language/schema/schemaTexts.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';

const file = new URL('../../../../media/schemas/descriptions.json.br', import.meta.url);
const texts = SchemaTexts.read(brotliDecompressSync(readFileSync(file)).toString('utf8'));

/** What is said of the field whose key stands at “¦”. */
function textAt(marked: string): string | undefined {
  const [document] = readManifests(marked.replace('¦', ''));
  const [object] = document?.objects ?? [];
  const kind = bundledSchemas().find(object?.apiVersion ?? '', object?.kind ?? '', 36);
  if (!object || !kind || !texts) return undefined;
  const { tree } = object;
  const node = tree.nodeAt(marked.indexOf('¦'));
  const around = schemaPath(tree, object.root.target, { node: tree.parent(node), kind }).at(-1);
  return around && texts.text(around.schema, tree.key(node));
}

describe('SchemaTexts', () => {
  it('knows what Kubernetes says of its fields', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      ¦imagePullPolicy: Always\n';
    assert.match(textAt(pod) ?? '', /pull policy/i);
  });

  it('says what the fields of training jobs mean in our own words', () => {
    const job =
      'apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: a}\nspec:\n  runPolicy:\n    ¦cleanPodPolicy: All\n';
    assert.match(textAt(job) ?? '', /keeps all with their logs/);
  });

  it('knows nothing of what is unknown', () => {
    assert.equal(textAt('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {¦constructor: 1}\n'), undefined);
    for (const text of ['{}', '[]', '1', '{"format": 2, "texts": [], "nodes": {}}'])
      assert.equal(SchemaTexts.read(text), undefined);
  });

  it('is short enough for a hover', () => {
    const parsed: { readonly texts: readonly string[] } = JSON.parse(
      brotliDecompressSync(readFileSync(file)).toString('utf8'),
    );
    assert.deepEqual(
      parsed.texts.filter((text) => text.length > 402),
      [],
    );
  });
});

describe('media/schemas', () => {
  it('is at most 150 kB', () => {
    const sizes = ['schemas.json.br', 'descriptions.json.br', 'fields.json.br'].map(
      (name) => readFileSync(new URL(name, file)).length,
    );
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 150_000, String(sizes));
  });
});
