// Repairs on the command line: nothing but the repair changes, and nothing is lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { jobWith } from '../../../src/language/lint/examples.ts';
import { CliFolder, onlyRules } from './runInFolder.ts';

const BAD = `# kept\n${jobWith('image: a:1 # kept too\nresources:\n  requests:\n    nvidia.com/gpu: 1')}`;

describe('trainyard lint --fix', () => {
  let folder: CliFolder;
  beforeEach(() => {
    folder = new CliFolder();
  });
  afterEach(() => folder.remove());

  const lint = (...args: readonly string[]) =>
    folder.run(['lint', ...onlyRules('gpu-request-without-limit', 'image-latest'), ...args]);
  const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

  it('makes safe repairs and no others', async () => {
    folder.write('a.yaml', BAD.replace('a:1', 'a:latest'));
    const { code, out, error } = await lint('--fix');
    assert.equal(code, 0);
    assert.match(out, /image-latest/);
    assert.match(error, /1 repair made\./);
    const lines = read('a.yaml').split('\n');
    assert.deepEqual(
      lines.filter((line) => !BAD.replace('a:1', 'a:latest').split('\n').includes(line)),
      ['            limits:'],
    );
    assert.equal(lines.filter((line) => line.includes('nvidia.com/gpu: 1')).length, 2);
    assert.match((await lint('--fix')).out, /1 warning\.$/m);
  });

  it('keeps line ends, the byte order mark, the mode and links', async () => {
    folder.write('a.yaml', `\uFEFF${BAD.replaceAll('\n', '\r\n')}`);
    chmodSync(join(folder.path, 'a.yaml'), 0o640);
    symlinkSync('a.yaml', join(folder.path, 'link.yaml'));
    assert.equal((await lint('--fix', 'link.yaml')).code, 0);
    const text = read('a.yaml');
    assert.ok(text.startsWith('\uFEFF# kept\r\n'));
    assert.match(text, /limits:\r\n/);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.equal(statSync(join(folder.path, 'a.yaml')).mode & 0o777, 0o640);
    assert.ok(lstatSync(join(folder.path, 'link.yaml')).isSymbolicLink());
    assert.deepEqual(readdirSync(folder.path).toSorted(), ['a.yaml', 'link.yaml']);
  });

  it('leaves files alone that it could not write back as they were', async () => {
    const bytes = Buffer.concat([Buffer.from(BAD), Buffer.from('# \xe9\n', 'latin1')]);
    folder.write('latin.yaml', bytes);
    const wide = Buffer.from(`\uFEFF${BAD}`, 'utf16le');
    folder.write('wide.yaml', wide);
    const { code, out } = await lint('--fix');
    assert.equal(code, 1);
    assert.match(out, /^latin\.yaml:.+gpu-request-without-limit/m);
    assert.match(out, /^wide\.yaml:.+gpu-request-without-limit/m);
    assert.deepEqual(readFileSync(join(folder.path, 'latin.yaml')), bytes);
    assert.deepEqual(readFileSync(join(folder.path, 'wide.yaml')), wide);
  });

  it('shows repairs as a diff that git applies', async () => {
    folder.write('k8s/a.yaml', BAD);
    folder.write('k8s/b.yaml', BAD.trimEnd());
    const { code, out } = await lint('--fix-dry-run');
    assert.equal(code, 1);
    assert.equal(read('k8s/a.yaml'), BAD);
    execFileSync('git', ['init', '-q'], { cwd: folder.path });
    execFileSync('git', ['apply', '-'], { cwd: folder.path, input: out });
    const applied = read('k8s/a.yaml');
    assert.equal((await lint()).code, 0);
    folder.write('k8s/a.yaml', BAD);
    await lint('--fix');
    assert.equal(read('k8s/a.yaml'), applied);
  });
});

describe('trainyard lint --baseline', () => {
  it('reports only what is new, also when lines move', async () => {
    const folder = new CliFolder();
    try {
      const args = ['lint', ...onlyRules('gpu-request-without-limit')];
      folder.write('a.yaml', BAD);
      await folder.run([...args, '--format', 'json', '--output', 'known.json']);
      folder.write('a.yaml', `# moved\n${BAD}`);
      assert.equal((await folder.run([...args, '--baseline', 'known.json'])).code, 0);
      folder.write('a.yaml', `${BAD}---\n${BAD}`);
      const twice = await folder.run([...args, '--baseline', 'known.json']);
      assert.equal(twice.code, 1);
      assert.match(twice.out, /: 1 error\./);
      folder.write('known.json', '[{"file": 1}]');
      assert.match(
        (await folder.run([...args, '--baseline', 'known.json'])).error,
        /“known\.json” is no report in JSON/,
      );
      assert.equal((await folder.run([...args, '--baseline', 'missing.json'])).code, 2);
    } finally {
      folder.remove();
    }
  });
});
