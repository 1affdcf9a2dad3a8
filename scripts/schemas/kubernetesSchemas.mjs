// @ts-check
// Several versions of Kubernetes as one set of definitions: a property knows from which version and up to which one it is there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModuleFiles } from './goModule.mjs';
import { goEnums } from './goEnums.mjs';
import { kubernetes, kubernetesFiles } from './sources.mjs';

/** @typedef {Record<string, any>} Schema */
/** @typedef {{minor: number, definitions: Record<string, Schema>, enums: ReturnType<typeof goEnums>}} Version */
/** @typedef {{apiVersion: string, kind: string, schema: Schema, since: number, until: number}} Kind */

/** @returns {Promise<{definitions: Record<string, Schema>, kinds: readonly Kind[]}>} */
export async function kubernetesSchemas() {
  /** @type {Version[]} */
  const versions = [];
  for (const { minor, module } of kubernetes) {
    const folder = await goModuleFiles(module, [...Object.values(kubernetesFiles), 'LICENSE']);
    const swagger = JSON.parse(readFileSync(join(folder, kubernetesFiles.swagger), 'utf8'));
    const enums = goEnums(readFileSync(join(folder, kubernetesFiles.openapi), 'utf8'));
    versions.push({ minor, definitions: swagger.definitions, enums });
  }
  return mergeVersions(versions);
}

/**
 * @param {readonly Version[]} versions Oldest first.
 * @returns {{definitions: Record<string, Schema>, kinds: readonly Kind[]}}
 */
function mergeVersions(versions) {
  const names = new Set(versions.flatMap(({ definitions }) => Object.keys(definitions)));
  /** @type {Record<string, Schema>} */
  const definitions = {};
  for (const name of [...names].sort()) definitions[name] = mergeDefinition(name, versions);
  return { definitions, kinds: kindsOf(definitions, versions) };
}

/**
 * @param {string} name
 * @param {readonly Version[]} versions
 * @returns {Schema}
 */
function mergeDefinition(name, versions) {
  const having = versions.filter(({ definitions }) => name in definitions);
  const newest = having.at(-1)?.definitions[name] ?? {};
  const properties = mergeProperties(name, having);
  if (!properties) return newest;
  const required = Object.keys(properties.schemas).filter((property) => {
    const with_ = having.filter(({ definitions }) => definitions[name]?.['properties']?.[property]);
    return with_.every(({ definitions }) => definitions[name]?.['required']?.includes(property));
  });
  return {
    ...newest,
    properties: properties.schemas,
    required,
    ...(Object.keys(properties.versions).length > 0 && { 'x-versions': properties.versions }),
  };
}

/**
 * @param {string} name
 * @param {readonly Version[]} having
 */
function mergeProperties(name, having) {
  const all = new Set(having.flatMap(({ definitions }) => Object.keys(definitions[name]?.['properties'] ?? {})));
  if (all.size === 0) return undefined;
  /** @type {Record<string, Schema>} */
  const schemas = {};
  /** @type {Record<string, [number, number]>} */
  const versions = {};
  for (const property of [...all].sort()) {
    const with_ = having.filter(({ definitions }) => definitions[name]?.['properties']?.[property]);
    const [since, until] = boundsOf(having, with_);
    if (since > 0 || until > 0) versions[property] = [since, until];
    schemas[property] = withEnum(
      with_.at(-1)?.definitions[name]?.['properties'][property],
      having,
      `${name}.${property}`,
    );
  }
  return { schemas, versions };
}

/**
 * @param {Schema} schema
 * @param {readonly Version[]} versions
 * @param {string} place
 * @returns {Schema} With the values that any version allows.
 */
function withEnum(schema, versions, place) {
  const found = versions.flatMap(({ enums }) => enums.get(place) ?? []);
  const values = (/** @type {boolean} */ ofItems) =>
    [...new Set(found.filter((one) => one.ofItems === ofItems).flatMap((one) => one.values))].sort();
  const [own, items] = [values(false), values(true)];
  if (own.length > 0) return { ...schema, enum: own };
  return items.length > 0 ? { ...schema, items: { ...schema['items'], enum: items } } : schema;
}

/**
 * @param {readonly Version[]} all Versions in which it could be.
 * @param {readonly Version[]} having
 * @returns {[since: number, until: number]} 0 is no bound.
 */
function boundsOf(all, having) {
  const first = having[0]?.minor ?? 0;
  const last = having.at(-1)?.minor ?? 0;
  return [first === all[0]?.minor ? 0 : first, last === all.at(-1)?.minor ? 0 : last + 1];
}

/**
 * @param {Record<string, Schema>} definitions
 * @param {readonly Version[]} versions
 * @returns {readonly Kind[]}
 */
function kindsOf(definitions, versions) {
  /** @type {Kind[]} */
  const kinds = [];
  for (const [name, schema] of Object.entries(definitions)) {
    const [since, until] = boundsOf(
      versions,
      versions.filter(({ definitions: own }) => name in own),
    );
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      // Options of requests are in every group; nobody writes them.
      if (/Options$|^Status$|^WatchEvent$|^APIGroup|^APIResourceList$|^APIVersions$/.test(kind)) continue;
      const apiVersion = group === '' ? version : `${group}/${version}`;
      kinds.push({ apiVersion, kind, schema: { $ref: `#/definitions/${name}` }, since, until });
    }
  }
  return kinds.sort((a, b) => `${a.apiVersion} ${a.kind}`.localeCompare(`${b.apiVersion} ${b.kind}`, 'en'));
}
