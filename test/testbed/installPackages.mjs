// Debian packages that the test bed needs, installed without starting any service.
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

/** What each component needs. */
const groups = new Map([
  ['engine', ['docker.io', 'iptables', 'iproute2']],
  ['images', ['mmdebstrap', 'debian-archive-keyring', 'ca-certificates']],
  ['go-build', ['gcc', 'libc6-dev', 'libseccomp-dev', 'pkg-config', 'python3', 'python3-pip']],
  ['podman', ['podman', 'runc']],
  ['registry', ['docker-registry']],
  ['kubernetes', ['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'conntrack', 'iproute2']],
  ['ssh', ['openssh-server', 'openssh-client']],
  ['browser', ['chromium']],
  ['prometheus', ['prometheus']],
  ['python', ['python3', 'python3-venv']],
]);

/** A package asks this program before it starts its service; code 101 forbids it. */
const guardFile = '/usr/sbin/policy-rc.d';
const guardText = '#!/bin/sh\nexit 101\n';

/**
 * Installs what is missing. Needs root only when something is.
 * @param {{log?: (line: string) => void, only?: readonly string[]}} [options] only: names of groups; the default is all.
 */
export async function installPackages({ log = () => undefined, only = [...groups.keys()] } = {}) {
  const wanted = packagesOf(only);
  if (missingPackages(wanted).length === 0) return;
  await withLock(join(cacheRoot(), 'packages.lock'), async () => {
    const missing = missingPackages(wanted);
    if (missing.length === 0) return;
    if (process.getuid?.() !== 0)
      throw new Error(
        `these Debian packages are missing: ${missing.join(' ')}\nInstall them as root: apt-get install --no-install-recommends ${missing.join(' ')}`,
      );
    const started = Date.now();
    log(`installing ${missing.join(' ')}`);
    await withServicesOff(async () => await aptInstall(missing));
    log(`installed ${missing.length} packages in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

/**
 * @param {readonly string[]} names Of groups.
 * @returns {string[]} Names of packages.
 */
export function packagesOf(names) {
  return [...new Set(names.flatMap((name) => groups.get(name) ?? unknownGroup(name)))];
}

/**
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function missingPackages(names) {
  const known = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n');
  const installed = new Set(
    known
      .filter((text) => /^Status: \S+ \S+ installed$/m.test(text))
      .map((text) => /^Package: (\S+)$/m.exec(text)?.[1]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * @param {readonly string[]} names
 */
async function aptInstall(names) {
  const install = async () =>
    await runCommand('apt-get', ['install', '-y', '-q', '--no-install-recommends', '--', ...names], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    await install();
  } catch {
    // The lists are missing, or older than the mirror's files: read them anew; a second failure is real.
    await runCommand('apt-get', ['update', '-q']);
    await install();
  }
}

/**
 * @param {() => Promise<unknown>} work
 */
async function withServicesOff(work) {
  const before = existsSync(guardFile) ? readFileSync(guardFile) : undefined;
  writeFileSync(guardFile, guardText);
  chmodSync(guardFile, 0o755);
  try {
    await work();
  } finally {
    if (before === undefined) rmSync(guardFile, { force: true });
    else writeFileSync(guardFile, before);
  }
}

/**
 * @param {string} name
 * @returns {never}
 */
function unknownGroup(name) {
  throw new Error(`no such package group: ${name}; there are ${[...groups.keys()].join(', ')}`);
}
