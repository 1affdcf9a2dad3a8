// Values of a chart that its schema takes and refuses; helm itself judges them too.

/** Draft 7, as charts have it. */
export const VALUES_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: {
    image: { type: 'object', properties: { tag: { type: 'string', pattern: '^v' } }, additionalProperties: false },
    replicas: { type: 'integer', minimum: 1, maximum: 8 },
    ratio: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    mode: { enum: ['train', 'serve'] },
    gpus: { $ref: '#/definitions/gpus' },
    tolerations: { type: 'array', items: { type: 'object' } },
    port: { oneOf: [{ type: 'integer' }, { type: 'string', pattern: '^\\$' }] },
    both: { allOf: [{ type: 'object' }, { properties: { a: { type: 'boolean' } } }] },
    labels: { patternProperties: { '^x-': { type: 'string' } }, additionalProperties: { type: 'integer' } },
  },
  definitions: { gpus: { type: ['integer', 'null'], const: 4 } },
};

export const TAKEN_VALUES: readonly string[] = [
  'image: { tag: v1 }\nreplicas: 2\nratio: 0.5\nmode: train\ngpus: 4\n',
  'tolerations: [{ key: a }]\nport: $PORT\nboth: { a: true }\nlabels: { x-a: text, b: 1 }\n',
  'both: { a: yes }\n',
  'port: 8080\n',
];

/** With what is told of each: the text under the mark and the message. */
export const REFUSED_VALUES: readonly (readonly [text: string, told: RegExp])[] = [
  ['imag: {}\n', /^imag: .*did you mean “image”/],
  ['image: { tag: 1 }\n', /^1: “tag” is to be text/],
  ['image: { tag: latest }\n', /^latest: .*pattern/],
  ['image: { name: x }\n', /^name: /],
  ['replicas: two\n', /^two: .*whole number/],
  ['replicas: 0\n', /^0: .*at least 1/],
  ['replicas: 9\n', /^9: .*at most 8/],
  ['replicas: 1.5\n', /^1\.5: .*whole number/],
  ['ratio: 0\n', /^0: .*more than 0/],
  ['ratio: 1\n', /^1: .*less than 1/],
  ['mode: Train\n', /^Train: .*train, serve/],
  ['gpus: 2\n', /^2: .*one of 4/],
  ['tolerations: [a]\n', /^a: .*map/],
  ['tolerations: {}\n', /^tolerations: .*list/],
  ['port: [1]\n', /^port: .*nothing that the schema/],
  ['both: { a: maybe }\n', /^maybe: .*true or false/],
  ['labels: { x-a: 1 }\n', /^1: .*text/],
  ['labels: { b: x }\n', /^x: .*whole number/],
];
