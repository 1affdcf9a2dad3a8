// Images for builds and tests where no image registry can be reached: Python from Debian's packages, and busybox.
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianSources } from './debianSources.mjs';
import { engineJson, engineRequest } from './engineApi.mjs';
import { tarBytes, writeImageTar } from './imageTar.mjs';
import { installPackages } from './installPackages.mjs';
import { cacheRoot, shortHash } from './paths.mjs';
import { bundlePath, certificateBundle, networkEnvironment, pipConf } from './pipSettings.mjs';
import { runCommand } from './runCommand.mjs';
import { withLock } from './withLock.mjs';

export const pythonImage = 'trainyard.local/python:3.11';
export const busyboxImage = 'trainyard.local/busybox:1';

/** Raise when the making of an image changes in a way that the other parts of its key do not show. */
const recipeVersion = 1;

const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Names the image's own configuration: an engine that has it needs no loading. */
const recipeLabel = 'dev.trainyard.testbed.recipe';

/** Left out of the base: nothing of it is needed to install and run Python packages. */
const excluded = [
  '/usr/share/doc/*',
  '/usr/share/man/*',
  '/usr/share/locale/*',
  '/usr/share/info/*',
  '/usr/share/lintian/*',
  '/usr/share/zoneinfo/right/*',
  '/usr/lib/*-linux-gnu/gconv/*',
  '/usr/lib/python3.11/EXTERNALLY-MANAGED',
];

/** Debian release and packages; usr-is-merged instead of usrmerge, which would bring all of Perl along. */
const release = 'bookworm';
const packages = ['usr-is-merged', 'python3', 'python3-pip', 'python3-venv', 'ca-certificates'];

/**
 * @typedef {object} LocalImages
 * @property {string} python
 * @property {string} busybox
 */

/**
 * Makes the local images when they are not in the cache and loads them into an engine that does not have them.
 * @param {{dockerHost?: string | undefined, log?: (line: string) => void}} [options] Without an engine the images are only made.
 * @returns {Promise<LocalImages>} The tags.
 */
export async function baseImage({ dockerHost, log = () => undefined } = {}) {
  await busyboxOnly({ dockerHost, log });
  await loadImage({ ...pythonSource(), dockerHost, log });
  return { python: pythonImage, busybox: busyboxImage };
}

/**
 * The same images as files, for what is no Docker engine. Made when they are not in the cache.
 * @param {{log?: (line: string) => void}} [options]
 * @returns {Promise<LocalImages>} The archives.
 */
export async function baseImageFiles({ log = () => undefined } = {}) {
  await baseImage({ log });
  return { python: imageFile(pythonSource()), busybox: imageFile(busyboxSource()) };
}

/**
 * @param {{dockerHost?: string | undefined, log?: (line: string) => void}} [options]
 * @returns {Promise<string>} The tag of the tiny image alone, for tests that need no Python.
 */
export async function busyboxOnly({ dockerHost, log = () => undefined } = {}) {
  await loadImage({ ...busyboxSource(), dockerHost, log });
  return busyboxImage;
}

/**
 * @typedef {(make: {file: string, work: string, recipe: string}) => Promise<void>} MakeImage
 * @typedef {{tag: string, recipe: string, make: MakeImage}} ImageSource recipe: the key of all the image is made from.
 */

/** @returns {ImageSource} */
function pythonSource() {
  const settings = [recipeVersion, release, packages, excluded, certificateBundle(), pipConf(), networkEnvironment()];
  return { tag: pythonImage, recipe: shortHash(JSON.stringify(settings)), make: makePython };
}

/** @returns {ImageSource} */
function busyboxSource() {
  return { tag: busyboxImage, recipe: shortHash(`busybox ${recipeVersion}`), make: makeBusybox };
}

/** @param {ImageSource} source */
function imageFile({ tag, recipe }) {
  return join(cacheRoot(), 'images', `${tag.replaceAll(/[/:]/g, '-')}-${process.arch}-${recipe}.tar`);
}

/**
 * @param {ImageSource & {dockerHost: string | undefined, log: (line: string) => void}} options
 */
async function loadImage({ tag, recipe, make, dockerHost, log }) {
  const file = imageFile({ tag, recipe, make });
  const before = dockerHost === undefined ? undefined : await loadedImage(dockerHost, tag);
  if (before?.recipe === recipe) return;
  if (!existsSync(file)) await withLock(`${file}.lock`, async () => await makeOnce({ tag, file, make, recipe, log }));
  if (dockerHost === undefined) return;
  const started = Date.now();
  const { status, body } = await engineRequest(dockerHost, {
    method: 'POST',
    path: '/images/load?quiet=1',
    body: createReadStream(file),
  });
  const text = body.toString();
  if (status !== 200 || text.includes('"errorDetail"')) throw new Error(`cannot load ${tag}: ${status} ${text.trim()}`);
  // The image of an older recipe has lost its name; one that a container uses stays, which the engine answers with a refusal.
  if (before) await engineRequest(dockerHost, { method: 'DELETE', path: `/images/${before.id}` });
  log(`loaded ${tag} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * @param {{tag: string, file: string, make: MakeImage, recipe: string, log: (line: string) => void}} options
 */
async function makeOnce({ tag, file, make, recipe, log }) {
  if (existsSync(file)) return;
  const started = Date.now();
  await installPackages({ log, only: ['images'] });
  log(`making ${tag} from Debian's packages`);
  mkdirSync(join(cacheRoot(), 'images'), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'trainyard-image-'));
  try {
    await make({ file: `${file}.new`, work, recipe });
    renameSync(`${file}.new`, file);
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(`${file}.new`, { force: true });
  }
  log(`made ${tag}: ${Math.round(statSync(file).size / 1e6)} MB in ${Math.round((Date.now() - started) / 1000)} s`);
}

/**
 * @param {string} dockerHost
 * @param {string} tag
 * @returns {Promise<{id: string, recipe: string | undefined} | undefined>} undefined when the engine has no such image.
 */
async function loadedImage(dockerHost, tag) {
  const { status } = await engineRequest(dockerHost, { path: `/images/${tag}/json` });
  if (status === 404) return undefined;
  const image = await engineJson(dockerHost, { path: `/images/${tag}/json` });
  return { id: image.Id, recipe: image.Config?.Labels?.[recipeLabel] };
}

/** @type {MakeImage} */
async function makePython({ file, work, recipe }) {
  const layer = join(work, 'layer.tar');
  const hooks = [
    `printf '%s' ${shellQuoted(pipConf())} > "$1/etc/pip.conf"`,
    'ln -sf python3 "$1/usr/bin/python"',
    // Machine names of the one that made the image; engines write their own.
    'rm -f "$1/etc/hostname" "$1/etc/resolv.conf"',
    ...(certificateBundle() === '' ? [] : [`cp ${shellQuoted(join(work, 'bundle.crt'))} "$1/${bundlePath}"`]),
  ];
  writeFileSync(join(work, 'bundle.crt'), certificateBundle());
  const sources = await debianSources(release);
  const args = [
    '--mode=root',
    '--variant=minbase',
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    ...excluded.map((path) => `--dpkgopt=path-exclude=${path}`),
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    release,
    layer,
    ...(sources === '' ? [] : ['-']),
  ];
  await runCommand('mmdebstrap', args, {
    niceness: 5,
    input: sources,
    env: { ...process.env, SOURCE_DATE_EPOCH: '0' },
  });
  writeImageTar({
    file,
    tag: pythonImage,
    layer: [layer],
    config: {
      Env: [searchPath, 'LANG=C.UTF-8', ...networkEnvironment()],
      Cmd: ['python3'],
      Labels: { [recipeLabel]: recipe },
    },
  });
}

/** @type {MakeImage} */
async function makeBusybox({ file, work, recipe }) {
  await runCommand('apt-get', ['download', '-o', 'APT::Sandbox::User=root', 'busybox-static'], { cwd: work });
  await runCommand('sh', ['-c', 'dpkg-deb --extract busybox-static_*.deb .'], { cwd: work });
  const program = join(work, 'bin', 'busybox');
  const applets = (await runCommand(program, ['--list']))
    .split('\n')
    .filter((name) => name !== '' && name !== 'busybox');
  const layer = tarBytes([
    ...['bin/', 'dev/', 'etc/', 'home/', 'proc/', 'root/', 'sys/', 'var/'].map((name) => ({ name })),
    { name: 'tmp/', mode: 0o1777 },
    { name: 'bin/busybox', content: readFileSync(program), mode: 0o755 },
    ...applets.map((name) => ({ name: `bin/${name}`, linkTo: 'busybox' })),
    { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' },
    { name: 'etc/group', content: 'root:x:0:\nnogroup:x:65534:\n' },
  ]);
  writeImageTar({
    file,
    tag: busyboxImage,
    layer: [layer],
    config: { Env: [searchPath], Cmd: ['sh'], Labels: { [recipeLabel]: recipe } },
  });
}

/** @param {string} text */
function shellQuoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
