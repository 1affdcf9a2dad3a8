import assert from 'node:assert/strict';
import { parseRequirement, readRequirements } from '../../../../src/domain/containerize/requirement.ts';

describe('parseRequirement', () => {
  for (const [text, name, extras, specifier, isGit] of [
    ['numpy', 'numpy', [], '', false],
    ['Scikit_Learn>=1.2, <2', 'scikit-learn', [], '>=1.2,<2', false],
    ['jax[CUDA12, k8s] == 0.6 ; sys_platform == "linux"', 'jax', ['cuda12', 'k8s'], '==0.6', false],
    ['zope.interface (>=5)', 'zope-interface', [], '>=5', false],
    ['tools @ git+https://example.invalid/tools.git', 'tools', [], '', true],
    ['wheel @ https://example.invalid/a.whl', 'wheel', [], '', false],
  ] as const)
    it(text, () => assert.deepEqual(parseRequirement(text), { name, extras, specifier, isGit }));

  it('takes nothing else', () => {
    for (const text of ['', '-r x', '$(touch /tmp/x)', '>=1']) assert.equal(parseRequirement(text), undefined);
  });
});

describe('readRequirements', () => {
  const read = (files: Readonly<Record<string, string>>) =>
    readRequirements('requirements.txt', new Map(Object.entries(files)));

  it('follows -r and -c once each, also in circles', () => {
    const { requirements, includes } = read({
      'requirements.txt': '-r requirements/base.txt\n--constraint=limits.txt\nnumpy\n',
      'requirements/base.txt': '-r ../requirements.txt\n-r gpu.txt\npandas\n',
      'requirements/gpu.txt': 'torch\n',
    });
    assert.deepEqual(
      requirements.map(({ name }) => name),
      ['torch', 'pandas', 'numpy'],
    );
    assert.deepEqual(includes, ['requirements/base.txt', 'requirements/gpu.txt', 'limits.txt']);
  });

  it('leaves comments, hashes and options out', () => {
    const text =
      '# one\n--index-url https://example.invalid/simple\nnumpy==2 \\\n    --hash=sha256:00 # two\nhttps://example.invalid/a.whl\n';
    assert.deepEqual(read({ 'requirements.txt': text }).requirements, [
      { name: 'numpy', extras: [], specifier: '==2', isGit: false },
    ]);
  });

  it('sees folders of the project and git', () => {
    assert.ok(read({ 'requirements.txt': '-e .\n' }).needsCode);
    assert.ok(read({ 'requirements.txt': './lib[extra]\n' }).needsCode);
    const git = read({ 'requirements.txt': '-e git+https://example.invalid/x.git@v1#egg=My_Tool&subdirectory=a\n' });
    assert.ok(!git.needsCode);
    assert.deepEqual(
      git.requirements.map(({ name, isGit }) => [name, isGit]),
      [['my-tool', true]],
    );
  });

  it('stays linear in the length of a line', () =>
    assert.deepEqual(read({ 'requirements.txt': `git+${'#'.repeat(200_000)}` }).requirements, []));
});
