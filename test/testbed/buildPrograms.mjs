// Compiles the current engine, its container runtime and buildx from Go modules, once for each state of the module files.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGo, goVersion } from './compileGo.mjs';
import { findGo } from './findGo.mjs';
import { installPackages } from './installPackages.mjs';
import { cacheRoot, shortHash } from './paths.mjs';
import { withLock } from './withLock.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'go');

/** The version the engine reports. */
const engineVersion = '29.0.0-testbed';

/**
 * @typedef {object} Program
 * @property {string} module Folder below go/.
 * @property {string} package
 * @property {'0' | '1'} cgo
 * @property {string} [tags]
 * @property {string} [ldflags]
 */

/** @type {Map<string, Program>} */
const programs = new Map([
  [
    'dockerd',
    {
      module: 'dockerd',
      package: 'github.com/moby/moby/v2/cmd/dockerd',
      cgo: '0',
      tags: 'exclude_graphdriver_btrfs no_systemd',
      ldflags: `-X github.com/moby/moby/v2/dockerversion.Version=${engineVersion}`,
    },
  ],
  // Debian's proxy does not know the arguments of the current engine.
  ['docker-proxy', { module: 'dockerd', package: 'github.com/moby/moby/v2/cmd/docker-proxy', cgo: '0' }],
  // Debian's runc 1.1 refuses the current engine's containers: namespace {"time" ""} does not exist. Without seccomp it refuses its profile.
  ['runc', { module: 'runc', package: 'github.com/opencontainers/runc', cgo: '1', tags: 'seccomp' }],
  ['docker-buildx', { module: 'buildx', package: 'github.com/docker/buildx/cmd/buildx', cgo: '0' }],
]);

/**
 * Makes sure that the programs are there; those that are cost nothing.
 * @param {{log?: (line: string) => void, only?: readonly string[]}} [options] only: names of programs; the default is all.
 * @returns {Promise<{dir: string}>} The directory that holds them.
 */
export async function buildPrograms({ log = () => undefined, only = [...programs.keys()] } = {}) {
  const dir = programsDirectory();
  const missing = only.filter((name) => !existsSync(join(dir, name)));
  if (missing.length > 0) {
    await withLock(`${dir}.lock`, async () => {
      const left = missing.filter((name) => !existsSync(join(dir, name)));
      if (left.length > 0) await buildAll(left, dir, log);
    });
  }
  return { dir };
}

/** @returns {string} One directory for each state of the module files and of this recipe. */
export function programsDirectory() {
  const files = [...new Set([...programs.values()].map((one) => one.module))].flatMap((name) => [
    join(modules, name, 'go.mod'),
    join(modules, name, 'go.sum'),
  ]);
  const recipe = JSON.stringify([...programs]);
  return join(
    cacheRoot(),
    `programs-${process.arch}-${shortHash(recipe + files.map((file) => readFileSync(file, 'utf8')).join(''))}`,
  );
}

/**
 * @param {readonly string[]} names
 * @param {string} dir
 * @param {(line: string) => void} log
 */
async function buildAll(names, dir, log) {
  await installPackages({ log, only: ['go-build'] });
  const go = await findGo({ wanted: goVersion(join(modules, 'dockerd')), log });
  mkdirSync(dir, { recursive: true });
  for (const name of names) {
    const program = programs.get(name);
    if (!program) throw new Error(`no such program: ${name}`);
    await compileGo({
      ...program,
      output: join(dir, name),
      folder: join(modules, program.module),
      go,
      niceness: 5,
      log,
    });
  }
  go.cleanUp();
}
