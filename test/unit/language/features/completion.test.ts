import assert from 'node:assert/strict';
import { completion } from '../../../../src/language/features/completion.ts';
import { atCursor, edited } from './atCursor.ts';

function itemsAt(marked: string) {
  const { document, position } = atCursor(marked);
  return { document, items: completion(document, position) };
}
const labels = (marked: string) => itemsAt(marked).items.map(({ label }) => label);
function accepted(marked: string, label: string): string {
  const { document, items } = itemsAt(marked);
  const edit = items.find((item) => item.label === label)?.textEdit;
  assert.ok(edit && 'range' in edit, `${label} not in ${items.map((item) => item.label).join()}`);
  return edited(document, edit);
}
const HEAD = 'version: 1\nworkloads:\n  w:\n    image: x\n';

describe('completion', () => {
  it('offers what is not there yet, at the right level', () => {
    assert.deepEqual(labels(`${HEAD}‸`), ['name', 'targets']);
    const workload = labels(`${HEAD}    ‸\n`);
    assert.ok(workload.includes('command') && workload.includes('nodes'));
    for (const absent of ['image', 'build', 'replicas', 'version']) assert.ok(!workload.includes(absent), absent);
    assert.ok(labels(`${HEAD}    kind: serve\n    ‸\n`).includes('health'));
    assert.deepEqual(labels(`${HEAD}    resources:\n      cpu: 2\n      ‸\n`), ['memory', 'shm', 'gpu']);
  });

  it('works while a word is being typed, before and after other lines', () => {
    assert.ok(labels(`${HEAD}    com‸\n    nodes: 1\n`).includes('command'));
    assert.equal(accepted(`${HEAD}    com‸mnd: [python]\n`, 'command'), `${HEAD}    command: [python]\n`);
    assert.ok(labels(`${HEAD}    command: [python, train.py\n    resou‸\n`).length >= 0);
  });

  it('works in flow style and in lists', () => {
    assert.deepEqual(labels(`${HEAD}    resources: { cpu: 2, ‸ }\n`), ['memory', 'shm', 'gpu']);
    assert.equal(
      accepted(`${HEAD}    resources: { cpu: 2, mem‸ }\n`, 'memory'),
      `${HEAD}    resources: { cpu: 2, memory:  }\n`,
    );
    const mounts = labels(`${HEAD}    mounts:\n      - ‸\n`);
    assert.ok(mounts.includes('workspace') && mounts.includes('pvc'));
    assert.deepEqual(labels(`${HEAD}    mounts:\n      - folder: a\n        ‸\n`), ['path', 'subPath', 'readOnly']);
    assert.ok(labels(`${HEAD}    mounts: [{ ‸ }]\n`).includes('volume'));
  });

  it('goes on to the next line for blocks and lists', () => {
    assert.equal(accepted(`${HEAD}    res‸\n`, 'resources'), `${HEAD}    resources:\n      \n`);
    assert.equal(accepted(`${HEAD}    mou‸\n`, 'mounts'), `${HEAD}    mounts:\n      - \n`);
    assert.equal(accepted(`${HEAD}    nod‸\n`, 'nodes'), `${HEAD}    nodes: \n`);
  });

  it('offers values with their meaning', () => {
    assert.deepEqual(labels(`${HEAD}    pull: ‸\n`), ['missing', 'always', 'never']);
    assert.equal(accepted(`${HEAD}    pull: al‸\n`, 'always'), `${HEAD}    pull: always\n`);
    assert.match(JSON.stringify(itemsAt(`${HEAD}    kind: ‸\n`).items[0]?.documentation), /runs to its end/);
    assert.ok(labels(`${HEAD}    mounts: [{ volume: v, path: /v, readOnly: ‸ }]\n`).includes('true'));
    assert.ok(labels(`${HEAD}    resources: { gpu: ‸ }\n`).includes('all'));
    assert.deepEqual(
      labels(`${HEAD}    target: ‸\ntargets: { local: { docker: {} }, lab: { kubernetes: {} } }\n`).toSorted(),
      ['lab', 'local', 'local'],
    );
  });

  it('offers a whole file where there is none', () => {
    const { document, items } = itemsAt('‸');
    const snippet = items.find((item) => item.insertTextFormat === 2);
    assert.ok(snippet?.textEdit && 'range' in snippet.textEdit);
    assert.match(edited(document, snippet.textEdit), /^version: 1\nworkloads:/);
  });

  it('is silent in comments and where nothing is known', () => {
    assert.deepEqual(labels(`${HEAD}    # ‸\n`), []);
    assert.deepEqual(labels(`${HEAD}    env:\n      ‸\n`), []);
    assert.deepEqual(labels(`${HEAD}    unknown:\n      ‸\n`), []);
  });
});
