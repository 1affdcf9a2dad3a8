// @ts-check
// JSON schemas as kubeconform reads them, strict, from the same sources that the schemas of the product are made of.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModuleFiles } from '../../scripts/schemas/goModule.mjs';
import { operatorSchemas } from '../../scripts/schemas/operatorSchemas.mjs';
import { kubernetes, kubernetesFiles } from '../../scripts/schemas/sources.mjs';

/** @typedef {{apiVersion: string, kind: string}} Kind */

/** What `-schema-location` is given: group and version are in the name, so that kinds of one name do not meet. */
export const schemaLocation = '{{ .Group }}-{{ .ResourceKind }}-{{ .ResourceAPIVersion }}.json';

/**
 * @param {string} folder
 * @param {readonly Kind[]} kinds
 */
export async function writeKubeconformSchemas(folder, kinds) {
  mkdirSync(folder, { recursive: true });
  const core = await coreSchemas();
  const custom = await customSchemas();
  for (const { apiVersion, kind } of kinds) {
    const schema = core.get(`${apiVersion} ${kind}`) ?? custom.get(`${apiVersion} ${kind}`);
    if (!schema) throw new Error(`no schema of ${apiVersion} ${kind}`);
    writeFileSync(join(folder, fileName(apiVersion, kind)), JSON.stringify(schema));
  }
}

/**
 * kubeconform calls the first part of the version “group”, also where there is no group.
 * @param {string} apiVersion
 * @param {string} kind
 */
function fileName(apiVersion, kind) {
  const [group = '', version = group] = apiVersion.split('/');
  return `${group.toLowerCase()}-${kind.toLowerCase()}-${version}.json`;
}

/** @typedef {{[name: string]: any}} Json */

/** @returns {Promise<Json>} The definitions of the newest Kubernetes, strict, by name. */
export async function strictDefinitions() {
  const newest = kubernetes.at(-1);
  if (!newest) throw new Error('no version of Kubernetes');
  const folder = await goModuleFiles(newest.module, Object.values(kubernetesFiles));
  const { definitions } = JSON.parse(readFileSync(join(folder, kubernetesFiles.swagger), 'utf8'));
  for (const definition of Object.values(definitions)) close(definition);
  return definitions;
}

/** @returns {Promise<Map<string, Json>>} By `apiVersion kind`, each with all that it refers to. */
async function coreSchemas() {
  const definitions = await strictDefinitions();
  /** @type {Map<string, Json>} */
  const found = new Map();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      const used = usedBy(definition, definitions);
      const key = `${group === '' ? '' : `${group}/`}${version} ${kind}`;
      found.set(key, { $ref: `#/definitions/${name}`, definitions: { ...used, [name]: definition } });
    }
  }
  return found;
}

/**
 * @param {Json} from
 * @param {Json} definitions
 * @returns {Json} Everything that is referred to, however far.
 */
function usedBy(from, definitions) {
  /** @type {Json} */
  const used = {};
  const queue = [from];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const [, name = ''] of JSON.stringify(next).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (name in used) continue;
      used[name] = definitions[name];
      queue.push(definitions[name]);
    }
  }
  return used;
}

/** @returns {Promise<Map<string, Json>>} */
async function customSchemas() {
  const versions = await operatorSchemas();
  for (const { schema } of versions) close(schema);
  return new Map(versions.map(({ apiVersion, kind, schema }) => [`${apiVersion} ${kind}`, schema]));
}

/**
 * Strict: no other fields than those that are named, and int-or-string as JSON schema says it. Changes the schema.
 * @param {any} schema
 */
function close(schema) {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') {
    delete schema.type;
    delete schema.format;
    schema.oneOf = [{ type: 'string' }, { type: 'integer' }];
  }
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties !== undefined;
  if (schema.properties && !isOpen) schema.additionalProperties = false;
  for (const value of Object.values(schema)) close(value);
}
