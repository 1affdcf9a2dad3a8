// @ts-check
// npm leaves packages of other platforms out of package-lock.json when the registry at hand does not offer them, and `npm ci` then refuses the
// lock file everywhere. This writes what is missing. Run it after npm changed the lock file: node scripts/completeLockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{packages: Record<string, LockedPackage>}} Lockfile
 */

const systems = new Set(['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']);
const processors = new Set(['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']);

/**
 * @param {Lockfile} lock Is changed.
 * @returns {string[]} What was added, as name@version.
 */
export function completeLockfile(lock) {
  const added = [];
  for (const [path, owner] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      // Only an exact version can be written down without a registry.
      if (!platform || !/^\d+\.\d+\.\d+/.test(version) || isLocked(lock, { path, name, version })) continue;
      lock.packages[placeFor(lock, { path, name, version })] = entryOf({
        version,
        ...platform,
        optional: true,
        ...(owner.dev ? { dev: true } : {}),
      });
      added.push(`${name}@${version}`);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return added;
}

/**
 * @param {LockedPackage} entry
 * @returns {LockedPackage} With its keys in npm's order, so that npm's next change shows as what it is.
 */
const entryOf = ({ version = '', ...rest }) => ({
  version,
  ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))),
});

/**
 * @param {string} name Such as `@oxlint/binding-linux-arm-gnueabihf`.
 * @returns {Pick<LockedPackage, 'os' | 'cpu' | 'libc'> | undefined} undefined for a package that is not one platform's binary.
 */
function platformOf(name) {
  const words = name.split(/[/@-]/);
  const system = words.find((word) => systems.has(word));
  const cpu = words.find((word) => processors.has(word));
  if (system === undefined || cpu === undefined) return undefined;
  const isMusl = words.some((word) => word.startsWith('musl'));
  return { os: [system], cpu: [cpu], ...(system === 'linux' ? { libc: [isMusl ? 'musl' : 'glibc'] } : {}) };
}

/**
 * Node's own look-up: below the owner, then outwards; the first that is found counts.
 * @param {Lockfile} lock
 * @param {{path: string, name: string, version: string}} wanted
 */
function isLocked(lock, { path, name, version }) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const found = lock.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found) return found.version === version;
    if (folder === '') return false;
  }
}

/**
 * At the top, as npm does it, unless another version is there or the owner is a copy deeper down.
 * @param {Lockfile} lock
 * @param {{path: string, name: string, version: string}} wanted
 */
function placeFor(lock, { path, name, version }) {
  const siblings = Object.keys(lock.packages[path]?.optionalDependencies ?? {});
  const isNested = siblings.some((sibling) => lock.packages[`${path}/node_modules/${sibling}`]);
  const top = lock.packages[`node_modules/${name}`];
  return isNested || (top && top.version !== version) ? `${path}/node_modules/${name}` : `node_modules/${name}`;
}

if (import.meta.main) {
  const file = resolve(import.meta.dirname, '../package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = completeLockfile(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length > 0 ? `added ${added.length}: ${added.join(', ')}` : 'nothing is missing');
}
