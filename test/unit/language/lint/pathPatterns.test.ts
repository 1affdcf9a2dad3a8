// Ignore files are read as git reads them; git itself is the judge.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PathPatterns } from '../../../../src/language/lint/config/pathPatterns.ts';

const FILES = [
  'a.yaml',
  'b.yml',
  'foo',
  'foo.yaml',
  'foobar/x.yaml',
  'deep/a.yaml',
  'deep/er/a.yaml',
  'deep/er/est/b.yml',
  'charts/web/templates/a.yaml',
  'charts/web/values.yaml',
  'build/out.yaml',
  'src/build/out.yaml',
  'x1.yaml',
  'x2.yaml',
  'x-.yaml',
  'x].yaml',
  'star*.yaml',
  '#hash.yaml',
  '!bang.yaml',
  'ends ',
  'with space/a b.yaml',
  'é/ü.yaml',
];

const CASES: readonly (readonly string[])[] = [
  ['*.yaml'],
  ['/a.yaml'],
  ['a.yaml'],
  ['foo'],
  ['foo*'],
  ['deep/'],
  ['deep/*'],
  ['deep/**'],
  ['/deep/**/a.yaml'],
  ['**/a.yaml'],
  ['**/er/'],
  ['**/build'],
  ['build/'],
  ['/build'],
  ['src/build'],
  ['deep/*/a.yaml'],
  ['charts/*/templates/'],
  ['charts/**/a.yaml'],
  ['**'],
  ['*', '!*/', '!*.yml'],
  ['*.yaml', '!a.yaml'],
  ['!a.yaml', '*.yaml'],
  ['deep/', '!deep/a.yaml'],
  ['deep/*', '!deep/er'],
  ['x[12].yaml'],
  ['x[!1].yaml'],
  ['x[^1].yaml'],
  ['x[0-9].yaml'],
  ['x[a-].yaml'],
  ['x[]].yaml'],
  ['x[[:digit:]].yaml'],
  ['x[.yaml'],
  ['x?.yaml'],
  [String.raw`star\*.yaml`],
  [String.raw`\#hash.yaml`, '#hash.yaml'],
  [String.raw`\!bang.yaml`],
  ['ends '],
  [String.raw`ends\ `],
  ['with space/'],
  ['é/'],
  ['?1.yaml'],
  ['***/a.yaml'],
  ['de**p/a.yaml'],
  ['er/a.yaml'],
  ['/'],
  ['', '   ', 'b.yml   '],
  [`deep/er/est/${String.raw`b.yml\\`}`],
  ['d[e/]ep/a.yaml'],
  ['deep[/]a.yaml'],
];

describe('patterns of paths', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-patterns-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    for (const file of FILES) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const lines of CASES) {
    it(`agree with git about ${JSON.stringify(lines)}`, () => {
      writeFileSync(join(folder, '.gitignore'), `${lines.join('\n')}\n`);
      const kept = execFileSync('git', ['ls-files', '-z', '--others', '--exclude-standard'], { cwd: folder })
        .toString('utf8')
        .split('\0');
      const patterns = new PathPatterns(lines);
      assert.deepEqual(
        FILES.filter((file) => !patterns.includes(file)),
        FILES.filter((file) => kept.includes(file)),
      );
    });
  }
});
