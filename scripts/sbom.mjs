// @ts-check
// What of other people is inside the bundles: a CycloneDX list and the texts of their licences. Both come from the bundler's own record
// (out/metafile.json), so a package that is installed but not bundled is in neither.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version
 * @property {string} license SPDX expression.
 * @property {string} integrity From package-lock.json, for example `sha512-…`.
 * @property {string} folder Below the checkout.
 */

/**
 * @param {string} root
 * @returns {BundledPackage[]} By name and version.
 */
export function bundledPackages(root) {
  const metafile = JSON.parse(readFileSync(join(root, 'out/metafile.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const inputs = Object.values(metafile).flatMap((/** @type {{inputs: object}} */ { inputs }) => Object.keys(inputs));
  const folders = [...new Set(inputs.flatMap((input) => packageFolder(input) ?? []))].sort();
  return folders.map((folder) => {
    const locked = lock.packages[folder];
    if (!locked) throw new Error(`${folder} is bundled but not in package-lock.json`);
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license: licenseName(license, folder), integrity: locked.integrity ?? '', folder };
  });
}

/**
 * @param {string} input A path of the metafile.
 * @returns {string | undefined} The innermost package folder; undefined for our own files.
 */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.replaceAll('\\', '/'))?.[0];
}

/**
 * @param {unknown} license
 * @param {string} folder
 * @returns {string}
 */
function licenseName(license, folder) {
  if (typeof license === 'string' && license !== '') return license;
  throw new Error(`${folder} names no licence: it cannot be bundled`);
}

/**
 * @param {BundledPackage} entry
 * @returns {string} The package's own licence texts and notices.
 */
function licenseText({ name, folder }, /** @type {string} */ root) {
  const files = readdirSync(join(root, folder))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && !/\.(js|ts|json)$/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return texts.length > 0
    ? texts.join('\n\n')
    : `The package ${name} carries no licence file; its package.json names the licence above.`;
}

/** @param {BundledPackage} entry */
const purl = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/**
 * @param {readonly BundledPackage[]} packages
 * @param {{name: string, version: string, license: string}} product
 */
export function cycloneDx(packages, product) {
  const reference = `pkg:npm/${product.name}@${product.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': reference,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: packages.map((entry) => ({
      type: 'library',
      'bom-ref': purl(entry),
      name: entry.name,
      version: entry.version,
      purl: purl(entry),
      licenses: [{ expression: entry.license }],
      hashes: [{ alg: 'SHA-512', content: sha512Hex(entry) }],
    })),
    dependencies: [{ ref: reference, dependsOn: packages.map(purl) }],
  };
}

/** @param {BundledPackage} entry */
function sha512Hex({ name, integrity }) {
  const base64 = /^sha512-(.+)$/.exec(integrity)?.[1];
  if (base64 === undefined) throw new Error(`${name} has no sha512 in package-lock.json`);
  return Buffer.from(base64, 'base64').toString('hex');
}

/**
 * @param {readonly BundledPackage[]} packages
 * @param {string} root
 */
export function noticesText(packages, root) {
  const entries = packages.map(
    (entry) => `${entry.name} ${entry.version}\n${entry.license}\n\n${licenseText(entry, root)}\n`,
  );
  const head = 'Trainyard contains code of the packages below, each under its own licence.\n';
  return [head, ...entries].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Writes dist/sbom.cdx.json and dist/THIRD_PARTY_NOTICES.txt.
 * @param {string} root
 */
export function writeSbom(root) {
  if (!existsSync(join(root, 'out/metafile.json')))
    throw new Error('out/metafile.json is missing: run "npm run build" first');
  const packages = bundledPackages(root);
  const product = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(root, 'dist/sbom.cdx.json'), `${JSON.stringify(cycloneDx(packages, product), null, 2)}\n`);
  writeFileSync(join(root, 'dist/THIRD_PARTY_NOTICES.txt'), noticesText(packages, root));
  return packages;
}

if (process.argv[1] === import.meta.filename) {
  const packages = writeSbom(resolve(import.meta.dirname, '..'));
  console.log(packages.map(({ name, version, license }) => `${name} ${version} ${license}`).join('\n'));
}
