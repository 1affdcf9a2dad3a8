import { readManifests } from '../manifest/manifestFile.ts';
import { yamlToJson } from '../yaml/yamlToJson.ts';
import { crdVersions } from './crdSchemas.ts';
import { SchemaInterner } from './schemaInterner.ts';
import type { SchemaPack } from './schemaPack.ts';

/**
 * The schemas of the CustomResourceDefinitions in a text, for `SchemaSet.with`. Undefined where there is none. Documents that cannot be read, and those of
 * templates, are left out.
 */
export function crdPack(text: string): SchemaPack | undefined {
  if (!text.includes('CustomResourceDefinition')) return undefined;
  const interner = new SchemaInterner();
  let isEmpty = true;
  for (const { tree, problems, isTemplated, isOpaque } of readManifests(text)) {
    if (problems.length > 0 || isTemplated || isOpaque) continue;
    for (const { apiVersion, kind, schema, isDeprecated } of crdVersions(yamlToJson(tree))) {
      interner.add(apiVersion, kind, schema, { isDeprecated });
      isEmpty = false;
    }
  }
  return isEmpty ? undefined : interner.pack();
}
