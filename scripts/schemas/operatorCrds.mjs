// @ts-check
// The CustomResourceDefinitions of the operators, as they are in their Go modules and wheels, read with the product's own YAML reader.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../src/language/manifest/manifestFile.ts';
import { jsonRecord } from '../../src/language/schema/jsonRecord.ts';
import { yamlToJson } from '../../src/language/yaml/yamlToJson.ts';
import { daskFiles } from './daskFiles.mjs';
import { goModuleFiles } from './goModule.mjs';
import { dask, operators } from './sources.mjs';

/** @returns {Promise<readonly unknown[]>} Those of MPIJob are two of one name: with v1 and with v2beta1. */
export async function operatorCrds() {
  /** @type {unknown[]} */
  const found = [];
  for (const { module, crds } of operators) {
    const folder = await goModuleFiles(module, crds);
    for (const path of crds) found.push(...crdsBelow(join(folder, path)));
  }
  found.push(...crdsBelow(join(await daskFiles(), dask.crds)));
  return found;
}

/**
 * Beside definitions there are patches of them, without versions.
 * @param {unknown} object
 */
function isCrd(object) {
  const { kind, spec } = jsonRecord(object);
  return kind === 'CustomResourceDefinition' && 'versions' in jsonRecord(spec);
}

/**
 * @param {string} path A file or a folder.
 * @returns {readonly unknown[]}
 */
function crdsBelow(path) {
  if (!statSync(path).isDirectory()) {
    return readManifests(readFileSync(path, 'utf8'))
      .map((document) => yamlToJson(document.tree))
      .filter(isCrd);
  }
  return readdirSync(path)
    .sort()
    .filter((name) => name.endsWith('.yaml') || statSync(join(path, name)).isDirectory())
    .flatMap((name) => crdsBelow(join(path, name)));
}
