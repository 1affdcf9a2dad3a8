interface NamedCrd {
  readonly group: string;
  readonly kind: string;
  /** Fields of its spec, in the style of JSON. */
  readonly spec: string;
}

/** A CRD as a file holds it, with one version. */
export function crdText({ group, kind, spec }: NamedCrd): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${plural}.${group} }
spec:
  group: ${group}
  names: { kind: ${kind}, plural: ${plural} }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, properties: { ${spec} } }
`;
}
