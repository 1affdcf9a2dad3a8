// @ts-check
// Schemas of the operators' kinds, from the CRDs in their Go modules and wheels, read with the product's own YAML reader.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../src/language/manifest/manifestFile.ts';
import { crdVersions } from '../../src/language/schema/crdSchemas.ts';
import { yamlToJson } from '../../src/language/yaml/yamlToJson.ts';
import { cacheFolder, fillOnce } from '../lib/cacheFolder.mjs';
import { goModuleFiles } from './goModule.mjs';
import { dask, katib, operators } from './sources.mjs';

/** @import { CrdVersion } from '../../src/language/schema/crdSchemas.ts' */

/** @returns {Promise<readonly CrdVersion[]>} */
export async function operatorSchemas() {
  /** @type {CrdVersion[]} */
  const found = [];
  for (const { module, crds } of operators) {
    const folder = await goModuleFiles(module, crds);
    for (const path of crds) found.push(...crdsBelow(join(folder, path)).map(corrected));
  }
  found.push(...crdsBelow(join(await daskFiles(), dask.crds)));
  return found;
}

/**
 * What a published schema says less well than its controller: a parameter of Argo takes a number, a boolean or a list where the full CRD says text
 * (AnyString); the CRDs that most people install say nothing at all.
 * @param {CrdVersion} version
 * @returns {CrdVersion}
 */
function corrected(version) {
  if (version.apiVersion.startsWith('argoproj.io/')) openParameters(version.schema);
  return version;
}

/** @param {any} schema Changed in place. */
function openParameters(schema) {
  if (typeof schema !== 'object' || schema === null) return;
  const properties = schema.properties ?? {};
  if (['value', 'valueFrom', 'globalName'].every((name) => name in properties)) {
    for (const name of ['value', 'default']) properties[name] = {};
    properties.enum = { type: 'array' };
  }
  // Argo's own samples leave the key of a cache out.
  if ('memoize' in properties) properties.memoize.properties.cache.properties.configMap.required = [];
  for (const child of Object.values(schema)) openParameters(child);
}

/**
 * Katib as it publishes itself. Its references to Kubernetes' types are short there.
 * @returns {Promise<{definitions: Record<string, any>, kinds: readonly {kind: string, schema: any}[]}>}
 */
export async function katibSchemas() {
  const folder = await goModuleFiles(katib.module, [katib.swagger]);
  const { definitions } = JSON.parse(readFileSync(join(folder, katib.swagger), 'utf8'));
  const kinds = ['Experiment', 'Suggestion', 'Trial'].map((kind) => ({
    kind,
    schema: definitions[`v1beta1.${kind}`] ?? definitions[`.v1beta1.${kind}`],
  }));
  const borrowed = Object.entries(KUBERNETES_TYPES).map(([name, full]) => [name, { $ref: `#/definitions/${full}` }]);
  return { definitions: { ...definitions, ...Object.fromEntries(borrowed) }, kinds };
}

const KUBERNETES_TYPES = {
  'v1.ObjectMeta': 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  'v1.ListMeta': 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta',
  'v1.Time': 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  'v1.Container': 'io.k8s.api.core.v1.Container',
  'v1.HTTPGetAction': 'io.k8s.api.core.v1.HTTPGetAction',
  'v1.unstructured.Unstructured': 'io.k8s.apimachinery.pkg.runtime.RawExtension',
};

/**
 * @param {string} path A file or a folder.
 * @returns {readonly CrdVersion[]}
 */
function crdsBelow(path) {
  if (!statSync(path).isDirectory()) {
    return readManifests(readFileSync(path, 'utf8')).flatMap((document) => crdVersions(yamlToJson(document.tree)));
  }
  return readdirSync(path)
    .sort()
    .filter((name) => name.endsWith('.yaml') || statSync(join(path, name)).isDirectory())
    .flatMap((name) => crdsBelow(join(path, name)));
}

/** @returns {Promise<string>} The unpacked wheel. */
async function daskFiles() {
  const folder = cacheFolder('schemas', `${dask.package}@${dask.version}`);
  if (existsSync(folder)) return folder;
  await fillOnce(folder, async (partial) => {
    const requirements = join(partial, 'requirements.txt');
    writeFileSync(requirements, `${dask.package}==${dask.version} --hash=sha256:${dask.sha256}\n`);
    const options = ['--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes'];
    execFileSync('/usr/bin/python3', ['-m', 'pip', 'download', ...options, '-d', partial, '-r', requirements]);
    const wheel = readdirSync(partial).find((name) => name.endsWith('.whl')) ?? '';
    execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', join(partial, wheel), partial]);
    rmSync(join(partial, wheel));
  });
  return folder;
}
