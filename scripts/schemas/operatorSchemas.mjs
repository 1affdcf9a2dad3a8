// @ts-check
// Schemas of the operators' kinds, from the CRDs in their Go modules and wheels.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crdVersions } from '../../src/language/schema/crdSchemas.ts';
import { goModuleFiles } from './goModule.mjs';
import { operatorCrds } from './operatorCrds.mjs';
import { katib } from './sources.mjs';

/** @import { CrdVersion } from '../../src/language/schema/crdSchemas.ts' */

/** @returns {Promise<readonly CrdVersion[]>} */
export async function operatorSchemas() {
  return (await operatorCrds()).flatMap(crdVersions).map(corrected);
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
