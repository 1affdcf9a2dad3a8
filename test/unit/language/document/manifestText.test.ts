import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { manifestText } from '../../../../src/language/document/manifestText.ts';

describe('manifests as text', () => {
  it('reads several documents, skips empty ones and opens lists', () => {
    const text = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      '# nothing\n',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n',
    ].join('---\n');
    const read = manifestText.parse(text, '/w/all.yaml');
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
      ['ConfigMap/a', 'Secret/b'],
    );
  });

  it('reads yes and on as the cluster does', () => {
    const read = manifestText.parse(
      'apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec: {a: yes, b: "yes"}\n',
      'x.yaml',
    );
    assert.ok(read.ok);
    assert.deepEqual(read.value[0]?.['spec'], { a: true, b: 'yes' });
  });

  it('names file and line of what is no YAML', () => {
    const read = manifestText.parse('apiVersion: v1\nkind: "X\n', '/w/bad.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^bad\.yaml:\d+: /);
    assert.equal(read.failure.location?.path, '/w/bad.yaml');
  });

  it('names the line of a document without a name', () => {
    const text = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\nkind: B\n';
    const read = manifestText.parse(text, '/w/two.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^two\.yaml:5: .*metadata\.name/);
  });

  it('refuses a bomb of aliases', () => {
    const layers = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}]`);
    const text = `apiVersion: v1\nkind: A\nmetadata: {name: a}\nl0: &l0 [x]\n${layers.join('\n')}\n`;
    const read = manifestText.parse(text, '/w/bomb.yaml');
    assert.ok(!read.ok);
    assert.equal(read.failure.code, 'invalid');
  });

  it('prints what it reads', () => {
    const manifest = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, data: { text: 'one\ntwo\n', no: 'no' } };
    const read = manifestText.parse(manifestText.print(manifest), 'x.yaml');
    assert.deepEqual(read.ok && read.value[0], manifest);
  });
});
