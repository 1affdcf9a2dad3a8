const text = { type: 'string', nullable: true };
const texts = { type: 'object', nullable: true, additionalProperties: { type: 'string' } };
const time = { type: 'string', format: 'date-time', nullable: true };

/** `metadata` of an object. CRDs leave it out of their schemas, and the API server reads it as its own type (apimachinery, ObjectMeta of 1.36). */
export const objectMetaSchema = {
  type: 'object',
  nullable: true,
  properties: {
    annotations: texts,
    creationTimestamp: time,
    deletionGracePeriodSeconds: { type: 'integer', format: 'int64', nullable: true },
    deletionTimestamp: time,
    finalizers: { type: 'array', items: { type: 'string' }, nullable: true },
    generateName: text,
    generation: { type: 'integer', format: 'int64', nullable: true },
    labels: texts,
    managedFields: {
      type: 'array',
      nullable: true,
      items: {
        type: 'object',
        properties: {
          apiVersion: text,
          fieldsType: text,
          fieldsV1: { type: 'object', nullable: true, 'x-kubernetes-preserve-unknown-fields': true },
          manager: text,
          operation: text,
          subresource: text,
          time,
        },
      },
    },
    name: text,
    namespace: text,
    ownerReferences: {
      type: 'array',
      nullable: true,
      items: {
        type: 'object',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: { type: 'string' },
          blockOwnerDeletion: { type: 'boolean', nullable: true },
          controller: { type: 'boolean', nullable: true },
          kind: { type: 'string' },
          name: { type: 'string' },
          uid: { type: 'string' },
        },
      },
    },
    resourceVersion: text,
    selfLink: text,
    uid: text,
  },
} as const;
