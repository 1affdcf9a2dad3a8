import assert from 'node:assert/strict';
import { artifactFolder, artifactName } from '../../../../src/domain/experiments/artifactName.ts';

describe('artifactName', () => {
  for (const [path, wanted] of [
    ['plots/loss curve.png', 'loss curve.png'],
    ['../../etc/passwd', 'passwd'],
    [String.raw`..\..\x.txt`, 'x.txt'],
    ['/abs/', 'abs'],
    ['a:b?c*.txt', 'a_b_c_.txt'],
    ['.bashrc', 'bashrc'],
    ['..', 'artifact-'],
    ['', 'artifact-'],
    ['con.txt', 'artifact-con.txt'],
    ['tail. . ', 'tail'],
    ['名前.json', '名前.json'],
  ] as const)
    it(`of ${JSON.stringify(path)} is ${wanted}`, () => assert.equal(artifactName(path), wanted));

  it('keeps the suffix of a long name, which chooses the editor', () => {
    assert.match(artifactName(`${'x'.repeat(300)}.ipynb`), /^x+\.ipynb$/);
  });

  it('keeps artifacts of one name apart', () => {
    assert.notEqual(artifactFolder('t', 'r', 'a/x.txt'), artifactFolder('t', 'r', 'b/x.txt'));
  });
});
