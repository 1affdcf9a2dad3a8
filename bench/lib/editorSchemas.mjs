// @ts-check
// The schemas of Kubernetes where yaml-language-server looks for them, from the same source that the schemas of the product are made of.
import { strictDefinitions } from './kubeconformSchemas.mjs';

/** Of the definitions; the patch release is not in the name of their module. */
export const schemaVersion = '1.36.0';

const home = `https://raw.githubusercontent.com/yannh/kubernetes-json-schema/master/v${schemaVersion}-standalone-strict/`;

/** @returns {Promise<Map<string, string>>} Texts by the address that the server asks its editor for. */
export async function editorSchemas() {
  const definitions = await strictDefinitions();
  /** @type {{$ref: string}[]} */
  const kinds = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const [of] = definition['x-kubernetes-group-version-kind'] ?? [];
    if (!of || !definition.properties?.kind) continue;
    kinds.push({ $ref: `_definitions.json#/definitions/${name}` });
    Object.assign(definition.properties.kind, { enum: [of.kind] });
    const apiVersion = of.group === '' ? of.version : `${of.group}/${of.version}`;
    Object.assign(definition.properties.apiVersion, { enum: [apiVersion] });
  }
  return new Map([
    [`${home}all.json`, JSON.stringify({ oneOf: kinds })],
    [`${home}_definitions.json`, JSON.stringify({ definitions })],
  ]);
}
