import { jsonRecord } from './jsonRecord.ts';
import type { JsonSchema } from './schemaInterner.ts';

/** One served version of a CustomResourceDefinition. */
export interface CrdVersion {
  /** `kubeflow.org/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: JsonSchema;
  readonly isDeprecated: boolean;
}

/** The served versions of a CustomResourceDefinition (apiextensions.k8s.io/v1), given as JSON; none for anything else. */
export function crdVersions(object: unknown): readonly CrdVersion[] {
  const { kind, spec } = jsonRecord(object);
  if (kind !== 'CustomResourceDefinition') return [];
  const { group, names, versions } = jsonRecord(spec);
  const { kind: named } = jsonRecord(names);
  if (typeof group !== 'string' || typeof named !== 'string' || !Array.isArray(versions)) return [];
  return versions.flatMap((entry: unknown) => {
    const { name, served, schema, deprecated } = jsonRecord(entry);
    const { openAPIV3Schema } = jsonRecord(schema);
    if (typeof name !== 'string' || served === false || openAPIV3Schema === undefined) return [];
    return {
      apiVersion: `${group}/${name}`,
      kind: named,
      schema: jsonRecord(openAPIV3Schema),
      isDeprecated: deprecated === true,
    };
  });
}
