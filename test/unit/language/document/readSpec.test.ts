import assert from 'node:assert/strict';
import { readSpec } from '../../../../src/language/document/readSpec.ts';

describe('readSpec', () => {
  it('names file, line, path, what was expected and the nearest name', () => {
    const read = readSpec(
      'version: 1\nworkloads:\n  train:\n    image: x\n    comand: [python]\n    nodes: none\n',
      '/w/trainyard.yaml',
    );
    assert.ok(!read.ok);
    const { code, message, nextStep, detail, location } = read.failure;
    assert.equal(code, 'invalid');
    assert.equal(
      message,
      'trainyard.yaml:5 workloads.train.comand: A workload has no field “comand”. Did you mean “command”?',
    );
    assert.deepEqual(location, { path: '/w/trainyard.yaml', line: 5, column: 5 });
    assert.match(nextStep ?? '', /1 more/);
    assert.match(detail ?? '', /trainyard\.yaml:6 workloads\.train\.nodes: Expected a whole number from 1 to 10000/);
  });

  it('names line and column of what is not YAML', () => {
    const read = readSpec('version: 1\nworkloads: [\n', 'C:\\w\\trainyard.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /^trainyard\.yaml:[23]: Not valid YAML: /);
    assert.ok((read.failure.location?.line ?? 0) >= 2);
  });

  it('says that an empty file is empty', () => {
    for (const text of ['', '\n\n', '# only a comment\n', '\uFEFF']) {
      const read = readSpec(text, '/w/trainyard.yaml');
      assert.ok(!read.ok && /empty/.test(read.failure.message), JSON.stringify(text));
    }
  });

  it('lists at most twenty problems', () => {
    const names = Array.from({ length: 40 }, (_, index) => `    unknown${index}: 1`).join('\n');
    const read = readSpec(`version: 1\nworkloads:\n  w:\n    image: x\n${names}\n`, '/w/trainyard.yaml');
    assert.ok(!read.ok);
    assert.match(read.failure.detail ?? '', /… and 20 more$/);
  });
});
