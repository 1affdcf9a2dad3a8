import { isJsonRecord, type JsonRecord, jsonRecord } from './jsonRecord.ts';
import { SchemaInterner } from './schemaInterner.ts';
import type { SchemaPack } from './schemaPack.ts';

/** Names of the definitions of Kubernetes' own types. */
const OWN =
  /^(?:io\.k8s\.(?:api|apimachinery|kube-aggregator|apiextensions-apiserver)\.|com\.github\.openshift\.api\.)/;

/**
 * The schemas in one document of a cluster's OpenAPI (`/openapi/v3/apis/GROUP/VERSION`), given as JSON, for `SchemaSet.with`. Undefined where it describes
 * no kind.
 */
export function openApiPack(document: unknown): SchemaPack | undefined {
  const schemas = jsonRecord(jsonRecord(jsonRecord(document)['components'])['schemas']);
  const definitions = Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) => (isJsonRecord(schema) ? [[name, schema]] : [])),
  );
  const interner = new SchemaInterner({ definitions });
  let isEmpty = true;
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { apiVersion, kind } of kindsOf(schema)) {
      interner.add(apiVersion, kind, OWN.test(name) ? { $ref: name } : schema, { isBuiltIn: OWN.test(name) });
      isEmpty = false;
    }
  }
  return isEmpty ? undefined : interner.pack();
}

function kindsOf(schema: JsonRecord): readonly { readonly apiVersion: string; readonly kind: string }[] {
  const kinds: unknown = schema['x-kubernetes-group-version-kind'];
  if (!Array.isArray(kinds)) return [];
  return kinds.flatMap((entry: unknown) => {
    const { group, version, kind } = jsonRecord(entry);
    if (typeof version !== 'string' || typeof kind !== 'string' || kind.endsWith('Options')) return [];
    return { apiVersion: typeof group === 'string' && group !== '' ? `${group}/${version}` : version, kind };
  });
}
