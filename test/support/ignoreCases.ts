// Contexts and rules for the comparison with the real builder (quality.md D8). A new case needs its answer recorded: see ignoreAnswers.
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of the one context that all cases share; a path with `->` is a link. */
const FILES = [
  'Dockerfile',
  'README.md',
  'train.py',
  'src/model.py',
  'src/data.py',
  'src/data/loader.py',
  'src/data/raw/a.csv',
  'src/data/raw/b.csv',
  'src/data/keep.txt',
  'src/deep/er/est/file.txt',
  'src/deep/er/est/keep.txt',
  'src/deep/other.txt',
  'data/a.csv',
  'data/b.csv',
  'data/keep.csv',
  'data/raw/x.bin',
  'data/raw/keep.csv',
  'data2/a.csv',
  'checkpoints/1.pt',
  'checkpoints/2.pt',
  'checkpoints/best/model.pt',
  'node_modules/a/index.js',
  'node_modules/a/keep.txt',
  'node_modules/keep.txt',
  'web/node_modules/b/index.js',
  'web/node_modules/b/keep.txt',
  'web/app.js',
  '.env',
  '.env.local',
  '.git/HEAD',
  '.git/objects/ab/cd',
  '.hidden/file',
  'a.txt',
  'ab.txt',
  'abc.txt',
  'b.txt',
  'A.txt',
  'foo/bar/baz.txt',
  'foo/bar/qux.txt',
  'foo/baz.txt',
  'foo/foo/foo',
  'foobar/x',
  'x/y/z/foo',
  'x/foo/z',
  'x.y.z',
  'xay',
  'x-y',
  'with space/file name.txt',
  ' leading',
  'trailing ',
  '#hash',
  '!bang',
  '[abc]',
  'star*name',
  'question?mark',
  'back\\slash',
  'd1g.txt',
  'plus+(1).txt',
  'dollar$.txt',
  'brace{1}.txt',
  'caret^.txt',
  'pipe|.txt',
  'ünïcode/größe.txt',
  '日本/データ.csv',
  'emoji😀.txt',
  'link -> src/model.py',
  'links/up -> ../data',
  'links/dangling -> nowhere',
];

export async function makeIgnoreContext(folder: string): Promise<void> {
  for (const entry of FILES) {
    const [name = '', target] = entry.split(' -> ');
    await mkdir(dirname(join(folder, name)), { recursive: true });
    if (target === undefined) await writeFile(join(folder, name), name);
    else await symlink(target, join(folder, name));
  }
  await mkdir(join(folder, 'empty/inner'), { recursive: true });
}

const SINGLE = [
  '', '*', '**', '.', './', '/', '..', '../', '/..', '*.txt', '**/*.txt', '/*.txt', './*.txt', '*/*.txt', '*/*/*.txt', '**/**/*.txt',
  'src', 'src/', '/src', '/src/', './src', 'src/.', 'src//', 'src/..', 'src/../data', 'src/*', 'src/**', 'src/**/', 'src/**/*', 'src/*/', 'src/*/*',
  'src/data', 'src/data.*', 'src/d*', 'src/d?ta', 'src/d??a', 's?c', '?rc', 'sr?', 's*c', '*rc', 'sr*', '*r*',
  '**/data', 'data/**', '**/data/**', '**/data/*', '**/raw', '**/raw/**', '**data', 'data**', 'da**ta', '**/d*', '**/*.csv', '**/*.c?v', 'data/*.csv', 'data/**/*.csv', 'data/**.csv', '**.csv', '*.csv', 'd**/a.csv',
  'foo', 'foo/', '**/foo', '**/foo/**', 'foo/**/foo', '*/foo', 'foo/*', 'foo/*/*', 'foo/**', 'x/**/foo', 'x/**/z', '**/z', 'x/*/z', '**/foo/z', 'x/**', 'x/*', 'x*', 'x?y', 'x.y.z', 'x.y*', 'x[ay-]y', 'x[a-z]y', 'x[^a]y', 'x[!a]y', 'x[-a]y', 'x[a-]y', 'x[z-a]y', 'x[]y', 'x[a', 'x]y', 'x[\\]a]y', '[abc]', '\\[abc\\]', '[[]abc]', '[[]abc[]]', '[a-c].txt', '[a-c][a-c].txt', '[^a].txt', '[A-Z]*', '[[:upper:]]*', '[[:alpha:]]*', '*[[:digit:]]*',
  'star*name', 'star\\*name', 'question?mark', 'question\\?mark', 'back\\slash', 'back\\\\slash', 'back?slash', 'd\\dg.txt', '\\a.txt', '\\b.txt', '\\q.txt', 'trailing\\', '*\\', 'a\\.txt', '\\!bang', '!bang', '\\#hash', '#hash', ' #hash', '[#]hash', '[!]bang', '/!bang', '/#hash',
  'plus+(1).txt', 'plus*', 'plus+*', 'dollar$.txt', 'dollar$*', 'brace{1}.txt', 'brace{1}*', '*{1}*', 'caret^.txt', 'caret^*', '^*', 'pipe|.txt', 'pipe|*', 'a|b.txt', '(a).txt', 'a.txt|b.txt',
  ' src', 'src ', '\tsrc\t', ' src ', '\u00a0src\u00a0', '\ufeffsrc', 'src\r', 'with space', 'with space/*', 'with*', '"with space"', ' leading', '?leading', 'trailing ', 'trailing?', 'trailing*',
  '.env', '.env*', '.e?v', '*env', '.*', '**/.*', '.git', '.git/**', '.git/objects', '**/.git', '.hidden/', '.??*', '?env',
  'ünïcode', 'ünïcode/*', 'ü*', '?nïcode', '**/größe.txt', 'gr*', '**/gr??e.txt', '日本', '日?', '**/データ.csv', 'emoji*', 'emoji?.txt', 'emoji??.txt', '[ü]nïcode', '[é-ý]nïcode',
  'link', 'links', 'links/*', 'links/up', 'links/up/a.csv', 'links/**', '**/dangling', 'empty', 'empty/*', 'empty/inner', '**/inner',
  'Dockerfile', '*ockerfile', '.dockerignore', 'README.md', 'readme.md', 'A.txt', 'a.txt', '[Aa].txt', '??.txt', '???.txt', '*.*', '*.*.*', '*/', '**/', '***', '****', '**/**', '*/**', '**/*', '**/*/*', '*/*', '/**', '/*', '//src', '///', 'nothing', 'src/nothing', 'src/model.py/x',
  '!', '! ', '!!', '!/', '!.', '!src', '!*', '!**', '!!src',
] as const;

const SEVERAL = [
  '*\n!src', '*\n!src/', '*\n!src/**', '*\n!src/*', '*\n!src/data', '*\n!src/data/*', '*\n!src/data/raw/a.csv', '*\n!**/keep.txt', '**\n!src', '**\n!**/*.py', '**\n!*.py', '*\n!*.py', '*\n!*/*.py', '*\n!src/*.py',
  'src\n!src/model.py', 'src/\n!src/model.py', 'src/*\n!src/model.py', 'src/**\n!src/model.py', 'src\n!src/data/keep.txt', 'src/data\n!src/data/keep.txt', 'src/data/**\n!src/data/keep.txt', 'src\n!**/keep.txt', 'src\n!*/keep.txt', 'src\n!src/**/keep.txt', 'src/deep\n!src/deep/er/est', 'src/deep\n!src/deep/er/est/keep.txt', 'src/deep/**\n!src/deep/er/**', 'src/deep\n!src/deep/*', 'src/deep\n!src/deep/**',
  'node_modules\n!node_modules/keep.txt', 'node_modules\n!**/keep.txt', '**/node_modules\n!**/keep.txt', '**/node_modules\n!**/node_modules/**/keep.txt', '**/node_modules\n!web/node_modules', '**/node_modules\n!web/node_modules/b/keep.txt', 'node_modules/**\n!node_modules/a/keep.txt',
  'data\n!data/keep.csv', 'data\n!data', 'data\n!data\ndata/raw', 'data/**\n!data/**/keep.csv', 'data/*\n!data/raw', 'data\n!data/raw/*', 'data\n!data/*.csv', 'data\n!data/r?w', 'data\n!data/[r]aw', 'data*\n!data', 'data*\n!data2', '**/data\n!src/data', '**/data/**\n!src/data/keep.txt',
  '*.txt\n!a.txt', '*.txt\n!a*.txt', '*.txt\n!a*.txt\nabc.txt', '**/*.txt\n!**/keep.txt', '*.txt\n!*.txt', '!a.txt\n*.txt', '!*.txt\n*.txt\n!b.txt', '*\n!*', '*\n!.', '*\n!./src', '*\n!/src', '*\n! src', '*\n!src\n!data\ndata/raw\n!data/raw/keep.csv',
  '# comment\nsrc', '  # not a comment\nsrc', 'src # not a comment', '\n\n\nsrc\n\n', 'src\r\ndata\r\n!data/keep.csv\r\n', '\ufeffsrc\ndata', '\ufeff# comment\nsrc', '#\n##\n#src', 'src\n#!src',
  'src/../data\n!data/keep.csv', './data/\n!./data/keep.csv', '/data\n!/data/keep.csv', 'data//raw\n!data/raw//keep.csv', 'foo\n!foo/bar\nfoo/bar/qux.txt', 'foo\n!foo/bar/..\n', 'foo/bar\n!foo/bar/baz.txt\n!foo/bar/qux.txt', 'foo/*\n!foo/bar', 'foo/**\n!foo/bar', 'foo\n!**/bar', 'foo\n!*/bar/baz.txt', '**/foo\n!x/y/z/foo', '**/foo\n!foo/foo', 'x\n!x/y', 'x\n!x/y/z', 'x/**\n!x/y/z/foo', 'x\n!x/**/foo',
  '.git\n.env*\n**/*.pt\ndata\n!data/keep.csv', 'checkpoints\n!checkpoints/best', 'checkpoints/*\n!checkpoints/best', 'checkpoints/*.pt', '**/*.pt\n!**/best/*.pt', 'checkpoints/**\n!checkpoints/best/**', '*\n!checkpoints/best/model.pt', '*\n!web/app.js\n!src/model.py', '**\n!web/**\nweb/node_modules',
  'links\n!links/up', 'link\n!link', 'empty\n!empty/inner', '*\n!empty', '*\n!empty/inner', '*\n!links', '*\n!ünïcode', '*\n!日本/データ.csv', '*\n!emoji😀.txt', '*\n![a-b].txt', '*\n!\\[abc\\]', '*\n!star\\*name', 'src\n!src/data/../model.py', '*\n!**/*.csv\n**/raw', '**/raw\n!src/**', 'src\n!s*/model.py', 'src\n!src/m[o]del.py', 'src\n!s\\rc/model.py',
] as const;

/** Texts of ignore files. */
export const IGNORE_CASES: readonly string[] = Array.from(new Set<string>([...SINGLE, ...SEVERAL]));
