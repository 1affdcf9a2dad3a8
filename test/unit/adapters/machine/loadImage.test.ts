import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadImage } from '../../../../src/adapters/machine/loadImage.ts';

const { signal } = new AbortController();

describe('loading an image into a local cluster', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-load-'));
    const recorder = `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/args'\necho "$DOCKER_HOST" > '${folder}/host'\necho loading\n[ "$FAIL" = '' ] || { echo 'no such cluster' >&2; exit 1; }\n`;
    await writeFile(join(folder, 'kind'), recorder);
    await chmod(join(folder, 'kind'), 0o755);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const load = (program: string, more: readonly (readonly [string, string])[] = [], lines: string[] = []) => {
    const environment = new Map([['PATH', `${folder}:/usr/bin:/bin`], ['DOCKER_HOST', 'unix:///x'], ...more]);
    const args = ['load', 'docker-image', '--name=a b', '--', 'app:1; touch x'];
    return loadImage({ program, args, environment }, (line) => lines.push(line), signal);
  };

  it('hands on the arguments as they are, leads to the engine, and reports', async () => {
    const lines: string[] = [];
    assert.equal((await load('kind', [], lines)).ok, true);
    assert.equal(await readFile(join(folder, 'args'), 'utf8'), 'load\ndocker-image\n--name=a b\n--\napp:1; touch x\n');
    assert.equal(await readFile(join(folder, 'host'), 'utf8'), 'unix:///x\n');
    assert.deepEqual(lines, ['loading']);
  });

  it('says the program’s own last words, or that it is missing', async () => {
    const failed = await load('kind', [['FAIL', '1']]);
    assert.match(failed.ok ? '' : failed.failure.message, /no such cluster/);
    const missing = await load('k3d');
    assert.equal(!missing.ok && missing.failure.code, 'tool-missing');
    assert.match(missing.ok ? '' : (missing.failure.nextStep ?? ''), /registry/);
  });
});
