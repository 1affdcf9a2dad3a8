// Schemas of CRD files and of a cluster's OpenAPI, beside those that are bundled.
import assert from 'node:assert/strict';
import { crdPack } from '../../../../src/language/schema/crdPack.ts';
import { openApiPack } from '../../../../src/language/schema/openApiPack.ts';
import type { SchemaSet } from '../../../../src/language/schema/schemaSet.ts';
import { bundledSchemas } from '../../../support/bundledSchemas.ts';
import { manifestFindings } from '../../../support/manifestFindings.ts';

const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [name, mode]
              properties:
                name: {type: string, pattern: "^(([a-z])+.)+[A-Z]([a-z])+$"}
                mode: {type: string, default: fast}
                size: {type: integer, minimum: 1, maximum: 3}
                tags: {type: array, maxItems: 2, x-kubernetes-list-type: set, items: {type: string}}
                empty: {type: object}
                one: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}
                child: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
              x-kubernetes-validations:
                - {rule: "!has(self.size) || self.mode == 'slow' || self.size < 3", message: size 3 is slow}
    - name: v0
      served: false
      storage: false
      schema: {openAPIV3Schema: {type: object}}
`;

function found(schemas: SchemaSet, spec: string, apiVersion = 'example.com/v1'): readonly string[] {
  const text = `apiVersion: ${apiVersion}\nkind: Thing\nmetadata: {name: a, namespace: b}\nspec: ${spec}\n`;
  return manifestFindings(text, {}, schemas).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('CRDs of the workspace', () => {
  const pack = crdPack(CRD);
  assert.ok(pack);
  const schemas = bundledSchemas().with(pack);
  const cases: readonly (readonly [spec: string, ...rules: string[]])[] = [
    ['{name: abcD}'.replace('abcD', 'a.Bc')],
    ['{}', 'k8s-missing-required'],
    ['{name: a.Bc, nme: 1}', 'k8s-unknown-field'],
    ['{name: a.Bc, size: 4}', 'k8s-pattern-format'],
    ['{name: a.Bc, tags: [a, a, b]}', 'k8s-pattern-format', 'k8s-pattern-format'],
    ['{name: a.Bc, empty: {a: 1}}', 'k8s-unknown-field'],
    ['{name: a.Bc, one: {a: x, b: z}}', 'k8s-pattern-format'],
    ['{name: a.Bc, one: {a: x}}'],
    ['{name: a.Bc, child: {apiVersion: v1, kind: Pod, metadata: {name: b}, x: 1}}'],
    ['{name: a.Bc, child: {kind: Pod, metadata: {nme: b}}}', 'k8s-missing-required', 'k8s-unknown-field'],
    ['{name: a.Bc, mode: fast, size: 3}', 'crd-cel'],
    ['{name: a.Bc, mode: slow, size: 3}'],
    // A default is filled in before the rule is asked.
    ['{name: a.Bc, size: 3}'],
    [`{name: ${'a'.repeat(3000)}}`, 'k8s-pattern-format'],
  ];
  for (const [spec, ...rules] of cases)
    it(spec.slice(0, 60), () =>
      assert.deepEqual(
        found(schemas, spec).map((line) => line.split(':')[0]),
        rules,
      ),
    );

  it('says the message of a rule', () =>
    assert.deepEqual(found(schemas, '{name: a.Bc, mode: fast, size: 3}'), ['crd-cel: size 3 is slow']));

  it('knows no version that is not served, and nothing of other texts', () => {
    assert.equal(schemas.find('example.com/v0', 'Thing', 36), undefined);
    for (const text of [
      '',
      'a: 1\n',
      CRD.replace('kind: CustomResourceDefinition', 'kind: Other'),
      CRD.replace('group: example.com', 'group: {{ x }}'),
      'kind: CustomResourceDefinition\nspec: {versions: [1, {}], names: 2}\n',
    ])
      assert.equal(crdPack(text), undefined);
  });

  it('ends on references of a schema to itself, and on very deep ones', () => {
    const deep = `${'{type: object, properties: {a: '.repeat(240)}{}${'}}'.repeat(240)}`;
    assert.ok(crdPack(CRD.replace('empty: {type: object}', `empty: ${deep}`)));
  });
});

describe('the OpenAPI of a cluster', () => {
  const schema = {
    type: 'object',
    'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Thing' }],
  };
  const document = {
    components: {
      schemas: {
        'com.example.v1.Thing': {
          ...schema,
          properties: { spec: { allOf: [{ $ref: '#/components/schemas/Spec' }], default: {} } },
        },
        Spec: {
          type: 'object',
          properties: { next: { $ref: '#/components/schemas/Spec' }, size: { type: 'integer' } },
        },
      },
    },
  };

  it('describes kinds, with references', () => {
    const pack = openApiPack(document);
    assert.ok(pack);
    const schemas = bundledSchemas().with(pack);
    assert.deepEqual(found(schemas, '{size: 1}'), []);
    assert.equal(found(schemas, '{size: a}').length, 1);
    assert.equal(found(schemas, '{siz: 1}').length, 1);
  });

  it('describes nothing where there is nothing', () => {
    for (const other of [undefined, null, 1, [], {}, { components: { schemas: { a: 1, b: {} } } }])
      assert.equal(openApiPack(other), undefined);
  });
});
