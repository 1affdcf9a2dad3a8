import assert from 'node:assert/strict';
import type { DataValue } from '../../../../src/domain/containerize/dataValue.ts';
import { pythonVersion } from '../../../../src/domain/containerize/pythonVersion.ts';

const map = (...entries: readonly (readonly [string, DataValue])[]): DataValue => new Map(entries);

function versionOf(files: Readonly<Record<string, DataValue>>): string {
  const texts = Object.entries(files).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const data = Object.entries(files).filter(([, value]) => typeof value !== 'string');
  const snapshot = { folder: '/p', name: 'p', files: [], problems: new Map(), isPartial: false };
  return pythonVersion({ ...snapshot, texts: new Map(texts), data: new Map(data) }).version;
}

const requiring = (specifier: string) =>
  versionOf({ 'pyproject.toml': map(['project', map(['requires-python', specifier])]) });

describe('pythonVersion', () => {
  it('is the default where nothing names one', () => assert.equal(versionOf({}), '3.12'));

  for (const [text, version] of [
    ['3.11', '3.11'],
    ['3.10.4\n', '3.10'],
    ['cpython-3.9', '3.9'],
    ['pypy', '3.12'],
  ] as const)
    it(`.python-version with ${text.trim()}`, () => assert.equal(versionOf({ '.python-version': text }), version));

  it('runtime.txt', () => assert.equal(versionOf({ 'runtime.txt': 'python-3.11.9' }), '3.11'));

  for (const [specifier, version] of [
    ['>=3.10', '3.12'],
    ['>=3.13', '3.13'],
    ['>=3.8,<3.11', '3.10'],
    ['<=3.9', '3.9'],
    ['==3.11.*', '3.11'],
    ['~=3.10', '3.12'],
    ['~=3.10.2', '3.10'],
    ['>3.12', '3.13'],
    ['>=3.9, !=3.12.*', '3.11'],
    ['>=3.9,!=3.12.1', '3.12'],
    ['>=3.9,<4', '3.12'],
    ['>=2.7', '3.12'],
    ['<3', '3.12'],
    ['nonsense', '3.12'],
    ['<3.11.5', '3.11'],
  ] as const)
    it(`requires-python ${specifier}`, () => assert.equal(requiring(specifier), version));

  it('poetry, Pipfile and conda', () => {
    const poetry = map(['tool', map(['poetry', map(['dependencies', map(['python', '^3.9'])])])]);
    assert.equal(versionOf({ 'pyproject.toml': poetry }), '3.12');
    assert.equal(versionOf({ Pipfile: map(['requires', map(['python_version', '3.10'])]) }), '3.10');
    assert.equal(versionOf({ 'environment.yml': map(['dependencies', ['numpy', 'python=3.9.1']]) }), '3.9');
    assert.equal(
      versionOf({ 'environment.yml': map(['dependencies', ['python>=3.10,<3.12', 'python-dateutil']]) }),
      '3.11',
    );
  });

  it('the file that is most exact wins', () => {
    const pyproject = map(['project', map(['requires-python', '>=3.8'])]);
    assert.equal(versionOf({ 'pyproject.toml': pyproject, '.python-version': '3.10' }), '3.10');
  });
});
