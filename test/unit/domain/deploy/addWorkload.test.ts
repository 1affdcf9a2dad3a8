import assert from 'node:assert/strict';
import { addWorkload } from '../../../../src/domain/deploy/addWorkload.ts';
import { readSpec } from '../../../../src/language/document/readSpec.ts';

const workload = { name: 'serve-iris', lines: ['# Its model.', 'kind: serve', 'image: model:1', 'ports: [8080]'] };

const SPEC = `# Ours.
version: 1
workloads:
  train: # the main job
    image: train:1

  # Old, but still there.
  eval:
    image: train:1
    # the last line is a comment

# Where it runs.
targets:
  local: { docker: { context: default } }
`;

describe('addWorkload', () => {
  it('adds behind the other workloads and leaves all else as it is', () => {
    const added = addWorkload(SPEC, workload) ?? '';
    const block = `
  serve-iris:
    # Its model.
    kind: serve
    image: model:1
    ports: [8080]
`;
    assert.equal(added, SPEC.replace('is a comment\n', `is a comment\n${block}`));
    const read = readSpec(added, 'trainyard.yaml');
    assert.deepEqual([...(read.ok ? read.value.workloads.keys() : [])], ['train', 'eval', 'serve-iris']);
  });

  it('keeps line ends and indentation of the file', () => {
    const text = 'version: 1\r\nworkloads:\r\n    train:\r\n        image: a:1\r\n';
    const added = `${text.trimEnd()}\r\n\r\n    s:\r\n        kind: serve\r\n`;
    assert.equal(addWorkload(text, { name: 's', lines: ['kind: serve'] }), added);
  });

  it('makes the section where there is none, and fills an empty one', () => {
    const lines = ['image: a:1'];
    assert.equal(
      addWorkload('version: 1\n\n', { name: 's', lines }),
      'version: 1\n\nworkloads:\n  s:\n    image: a:1\n',
    );
    assert.equal(
      addWorkload('version: 1\nworkloads:\n', { name: 's', lines }),
      'version: 1\nworkloads:\n  s:\n    image: a:1\n',
    );
    assert.equal(addWorkload('', { name: 's', lines }), 'workloads:\n  s:\n    image: a:1\n');
  });

  it('does not touch what is not written line by line', () => {
    for (const text of ['workloads: { a: { image: a:1 } }\n', 'workloads: &all\n  a: {}\n', 'workloads:\n- a\n'])
      assert.equal(addWorkload(text, workload), undefined, text);
  });
});
