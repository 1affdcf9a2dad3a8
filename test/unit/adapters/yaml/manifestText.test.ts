import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { manifestText } from '../../../../src/adapters/yaml/manifestText.ts';

const manifests = manifestText();

describe('manifests as text', () => {
  it('reads several documents, skips empty ones and opens lists', async () => {
    const text = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      '# nothing\n',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n',
    ].join('---\n');
    const read = await manifests.parse(text, '/w/all.yaml');
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
      ['ConfigMap/a', 'Secret/b'],
    );
  });

  it('reads yes and on as the cluster does', async () => {
    const read = await manifests.parse(
      'apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec: {a: yes, b: "yes"}\n',
      'x.yaml',
    );
    assert.ok(read.ok);
    assert.deepEqual(read.value[0]?.['spec'], { a: true, b: 'yes' });
  });

  it('names file and line of what is no YAML', async () => {
    const read = await manifests.parse('apiVersion: v1\nkind: "X\n', '/w/bad.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^bad\.yaml:\d+: /);
    assert.equal(read.failure.location?.path, '/w/bad.yaml');
  });

  it('names the line of a document without a name', async () => {
    const text = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\nkind: B\n';
    const read = await manifests.parse(text, '/w/two.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^two\.yaml:5: .*metadata\.name/);
  });

  it('refuses a bomb of aliases', async () => {
    const layers = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}]`);
    const text = `apiVersion: v1\nkind: A\nmetadata: {name: a}\nl0: &l0 [x]\n${layers.join('\n')}\n`;
    const read = await manifests.parse(text, '/w/bomb.yaml');
    assert.ok(!read.ok);
    assert.equal(read.failure.code, 'invalid');
  });

  it('prints what it reads', async () => {
    const manifest = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, data: { text: 'one\ntwo\n', no: 'no' } };
    const read = await manifests.parse(await manifests.print(manifest), 'x.yaml');
    assert.deepEqual(read.ok && read.value[0], manifest);
  });

  it('leaves dates as they are written, as kubectl does', async () => {
    const read = await manifests.parse('apiVersion: v1\nkind: X\nmetadata: {name: a}\nday: 2026-01-02\n', 'x.yaml');
    assert.equal(read.ok && read.value[0]?.['day'], '2026-01-02');
  });

  it('names the line of a field that stands there twice', async () => {
    const read = await manifests.parse(
      'apiVersion: v1\nkind: X\nmetadata: {name: a}\nspec:\n  a: 1\n  b: 2\n  a: 3\n',
      'x.yaml',
    );
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^x\.yaml:7: Map keys must be unique/);
  });
});

describe('large manifests as text', () => {
  /** Far beyond what is read at once. */
  const fields = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`field${at}`, { type: 'yes', at }]));
  const manifest = { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, spec: fields, ['__proto__x']: 1 };

  it('are printed and read in a thread, with the same result', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const printed = await manifests.print(manifest, manifest);
    const whilePrinted = turns;
    const read = await manifests.parse(printed, 'x.yaml');
    clearInterval(timer);
    assert.ok(printed.length > 100_000);
    assert.deepEqual(read.ok && read.value, [manifest, manifest]);
    assert.ok(whilePrinted > 0, 'nothing else ran while it was printed');
    assert.ok(turns > whilePrinted, 'nothing else ran while it was read');
  });

  it('are refused with file and line, too', async () => {
    const read = await manifests.parse(`${await manifests.print(manifest)}spec: again\n`, '/w/large.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^large\.yaml:9007: Map keys must be unique/);
  });

  it('throw where the thread cannot do it', async () => {
    const broken = manifestText(new URL('./nothing.ts', import.meta.url));
    await assert.rejects(broken.print(manifest), /nothing\.ts/);
  });
});
